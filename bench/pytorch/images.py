"""Epochs of augmented, normalised batches, f32 [16, 3, 224, 224], from the PNGs of a folder: torchvision transforms on PIL images
in a DataLoader with 2 workers, which stay alive between epochs. RGB is how torchvision's ImageFolder reads every image; L keeps
grey images grey until the tensor is repeated. Usage: images.py FOLDER RGB|L"""
import sys
from pathlib import Path

import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as T

from serve import serve


class Folder(Dataset):
    def __init__(self, folder, mode):
        self.files = sorted(Path(folder).iterdir())
        self.mode = mode
        self.transform = T.Compose(
            [
                T.Resize((224, 224)),
                T.RandomHorizontalFlip(),
                T.RandomAffine(7, (0.05, 0.05), (0.95, 1.05), interpolation=T.InterpolationMode.BILINEAR),
                T.ColorJitter(brightness=0.1, contrast=0.1),
                T.ToTensor(),
                T.Lambda(lambda x: x.expand(3, -1, -1)),
                T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
            ]
        )

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        return self.transform(Image.open(self.files[index]).convert(self.mode)), 0


def main():
    loader = DataLoader(Folder(*sys.argv[1:3]), 16, shuffle=True, num_workers=2, persistent_workers=True)

    def body(count):
        for _ in range(count):
            for _ in loader:
                pass

    body(1)
    serve({"version": torch.__version__}, body)


if __name__ == "__main__":
    main()
