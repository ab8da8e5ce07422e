/** What a chest X-ray report may name. The first eight are common labels of their own; the others only make a report abnormal. */
export type Finding =
  | 'opacity'
  | 'atelectasis'
  | 'effusion'
  | 'pneumothorax'
  | 'cardiomegaly'
  | 'oedema'
  | 'nodule'
  | 'granuloma'
  | 'calcification'
  | 'scar'
  | 'emphysema'
  | 'hypoinflation'
  | 'markings'
  | 'pleura'
  | 'fracture'
  | 'spine'
  | 'aorta'
  | 'mediastinum'
  | 'diaphragm'
  | 'device'
  | 'bone';

const HEART = '(?:heart|cardiac|cardiomediastinal|cardio ?mediastinal|cardiopericardial)';

/**
 * Each finding's words. Where an expression has a group named `at`, that is what a cue must reach ("the heart is not *enlarged*"); else all
 * of the match is.
 */
export const LEXICON: Readonly<Record<Finding, readonly RegExp[]>> = {
  opacity: [
    /\bopaci(?:ty|ties|fications?|fied)\b/g,
    /\bconsolidat(?:ion|ions|ive|ed)\b/g,
    /\binfiltrat(?:e|es|ion|ions)\b/g,
    /\bair[ -]?space (?:disease|process|opacit\w+)\b/g,
    /\bpneumonias?\b/g,
  ],
  atelectasis: [/\batelecta(?:sis|ses|tic)\b/g, /\b(?:lobar|lobe|lung) collapse\b/g],
  effusion: [/\beffusions?\b/g, /\bpleural fluid\b/g, /\bhydro(?:pneumo)?thorax\b/g],
  pneumothorax: [/\b(?:hydro)?pneumothora(?:x|ces)\b/g],
  cardiomegaly: [
    /\bcardiomegaly\b/g,
    /\bcardiac enlargement\b/g,
    /\benlarge(?:d|ment)(?: of)?(?: the)? (?:heart|cardiac|cardiomediastinal|cardiopericardial)\b/g,
    new RegExp(`\\b${HEART}\\b(?:(?!\\b(?:aort|but|lungs?)\\w*)[^.;])*?\\b(?<at>enlarge(?:d|ment))\\b`, 'g'),
    new RegExp(
      `\\b${HEART}\\b(?: (?:size|silhouette|contour|shadow))* (?:is |are |appears )?(?:\\w+ )?(?<at>prominent|increased in size)\\b`,
      'g',
    ),
  ],
  oedema: [
    /\bo?edema\b/g,
    /\b(?:vascular|pulmonary|venous|interstitial|hilar) congestion\b/g,
    /\b(?:congestive heart|heart|cardiac) failure\b/g,
    /\bvascular (?:engorgement|prominence)\b/g,
    /\bcephali[sz]ation\b/g,
  ],
  nodule: [
    /\bnodul(?:e|es|ar|arity)\b/g,
    /\bmass(?:es)?\b/g,
    /\btumou?rs?\b/g,
    /\bmetasta(?:sis|ses|tic)\b/g,
    /\bmalignan(?:cy|t)\b/g,
  ],
  granuloma: [/\bgranulom(?:a|as|ata|atous)\b/g],
  calcification: [/\bcalcifi(?:ed|cations?|c)\b/g, /\bhistoplasmosis\b/g],
  scar: [/\bscar(?:s|ring|red)?\b/g, /\bfibro(?:sis|tic)\b/g, /\bcicatri\w+\b/g, /\bbronchiectasis\b/g],
  emphysema: [
    /\bemphysema(?:tous)?\b/g,
    /\bcopd\b/g,
    /\bhyper-?(?:inflat|expan|aerat|disten)\w+/g,
    /\bobstructive (?:lung|pulmonary|airway)/g,
    /\bflatten(?:ed|ing)\b(?=.*diaphragm)/g,
  ],
  hypoinflation: [
    /\blow lung volumes?\b/g,
    /\bhypo-?(?:inflat|aerat|ventilat|expan)\w+/g,
    /\b(?:lung volumes|inspiration) (?:are|is) (?:low|poor|shallow)\b/g,
  ],
  markings: [
    /\b(?:interstitial|bronchovascular|peribronchial|perihilar) (?:markings|prominence|thickening|disease|changes?)\b/g,
    /\bprominent (?:interstitial|bronchovascular|pulmonary) markings\b/g,
    /\breticular\b/g,
    /\bcuffing\b/g,
    /\bbronchi(?:tis|al wall thickening)\b/g,
  ],
  pleura: [/\bpleural (?:thickening|plaques?|scarring)\b/g, /\bblunt(?:ed|ing)\b/g],
  fracture: [/\bfractures?\b/g, /\bdeformit(?:y|ies)\b/g, /\bdislocation\b/g, /\bcompression(?! of)\b/g],
  spine: [
    /\bdegenerative\b/g,
    /\bosteophyt\w+/g,
    /\bspondylo\w+/g,
    /\bscolio\w+/g,
    /\bkypho\w+/g,
    /\bspurr?ing\b/g,
    /\b(?:osteo)?arthr(?:itis|itic|opathy)\b/g,
    /\bspinal (?:fusion|curvature)\b/g,
    /\bdish\b/g,
  ],
  aorta: [
    /\btortuo(?:us|sity)\b/g,
    /\bectati\w+/g,
    /\bectasia\b/g,
    /\baneurysm\w*/g,
    /\bathero(?:sclero|mat)\w+/g,
    /\b(?:dilated|prominent) (?:thoracic )?aort\w+/g,
  ],
  mediastinum: [
    /\b(?:lymph)?adenopathy\b/g,
    /\bmediastinal (?:widening|enlargement|shift)\b/g,
    /\bwiden(?:ed|ing)\b(?=.*mediastin)|\bmediastin\w+\b[^.;]*?\b(?<at>widen(?:ed|ing))\b/g,
    /\bhilar (?:enlargement|prominence|fullness)\b/g,
    /\bpneumomediastinum\b/g,
    /\bhernia\b/g,
  ],
  diaphragm: [
    /\bdiaphragm\w*\b[^.;]*?\b(?<at>elevat\w+|eventration)\b/g,
    /\belevat(?:ed|ion)\b[^.;]*\bdiaphragm/g,
    /\beventration\b/g,
    /\bfree (?:intraperitoneal )?air\b/g,
  ],
  device: [
    /\bcatheters?\b/g,
    /\bpacemakers?\b/g,
    /\bdefibrillator\b/g,
    /\bsternotomy\b/g,
    /\b(?:surgical|vascular|cholecystectomy) (?:clips?|changes)\b/g,
    /\bclips?\b/g,
    /\bstents?\b/g,
    /\bportacath\b|\bport-a-cath\b|\bpicc\b/g,
    /\b(?:tube|lead|leads|wires?|hardware|prosthe\w+|arthroplasty|valve replacement|cabg|bypass)\b/g,
    /\bmastectomy\b|\blobectomy\b|\bresection\b|\bthoracotomy\b/g,
    /\bforeign body\b/g,
  ],
  bone: [/\bosteop(?:enia|enic|orosis|orotic)\b/g, /\bdemineraliz\w+/g, /\b(?:lytic|sclerotic|blastic)\b/g],
};

export const FINDINGS = Object.keys(LEXICON) as readonly Finding[];
