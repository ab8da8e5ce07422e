/**
 * The curated operators: name in TypeScript, one line of documentation, and the schema of each overload as libtorch
 * declares it (checked against the libtorch found, in `operators.test.ts`). `npm run codegen` turns the table into
 * `src/torch/ops.gen.ts`. An operator whose schema begins with `self` becomes a method of Tensor, the others functions;
 * two overloads must be a tensor and a number form of the same arguments. Any other operator: `callByName()`.
 */
export interface Operator {
  readonly name: string;
  readonly doc: string;
  readonly schemas: readonly string[];
}

function op(name: string, doc: string, ...schemas: string[]): Operator {
  return { name, doc, schemas };
}

export const OPERATORS: readonly { readonly title: string; readonly operators: readonly Operator[] }[] = [
  {
    title: 'Creation',
    operators: [
      op(
        'zeros',
        'A tensor of zeros.',
        'zeros(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor',
      ),
      op(
        'ones',
        'A tensor of ones.',
        'ones(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor',
      ),
      op(
        'full',
        'A tensor filled with one value.',
        'full(int[] size, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor',
      ),
      op(
        'empty',
        'Uninitialised memory of the given shape.',
        'empty.memory_format(int[] size, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor',
      ),
      op(
        'arange',
        'start, start + step, … below end.',
        'arange.start_step(Scalar start, Scalar end, Scalar step=1, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor',
      ),
      op(
        'linspace',
        '`steps` values from start to end, both included.',
        'linspace(Scalar start, Scalar end, int steps, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor',
      ),
      op(
        'eye',
        'The n × n identity.',
        'eye(int n, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor',
      ),
      op(
        'rand',
        'Uniform in [0, 1).',
        'rand.generator(int[] size, *, Generator? generator, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor',
      ),
      op(
        'randn',
        'Standard normal.',
        'randn.generator(int[] size, *, Generator? generator, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor',
      ),
      op(
        'randint',
        'Whole numbers in [low, high).',
        'randint.low_generator(int low, int high, int[] size, *, Generator? generator, ScalarType? dtype=4, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor',
      ),
      op(
        'randperm',
        'A random permutation of 0 … n − 1.',
        'randperm.generator(int n, *, Generator? generator, ScalarType? dtype=4, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor',
      ),
      op(
        'zerosLike',
        'Zeros of the same shape, dtype and device.',
        'zeros_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor',
      ),
      op(
        'onesLike',
        'Ones of the same shape, dtype and device.',
        'ones_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor',
      ),
      op(
        'fullLike',
        'One value, in the same shape, dtype and device.',
        'full_like(Tensor self, Scalar fill_value, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor',
      ),
      op(
        'emptyLike',
        'Uninitialised memory of the same shape, dtype and device.',
        'empty_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor',
      ),
      op(
        'randLike',
        'Uniform in [0, 1) of the same shape.',
        'rand_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor',
      ),
      op(
        'randnLike',
        'Standard normal of the same shape.',
        'randn_like(Tensor self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, MemoryFormat? memory_format=None) -> Tensor',
      ),
      op('tril', 'The lower triangle of each matrix.', 'tril(Tensor self, int diagonal=0) -> Tensor'),
      op('triu', 'The upper triangle of each matrix.', 'triu(Tensor self, int diagonal=0) -> Tensor'),
      op(
        'oneHot',
        'One-hot rows (i64): [...] → [..., numClasses].',
        'one_hot(Tensor self, int num_classes=-1) -> Tensor',
      ),
    ],
  },
  {
    title: 'Random, in place',
    operators: [
      op(
        'uniform_',
        'Fills with uniform draws in [from, to).',
        'uniform_(Tensor(a!) self, float from=0., float to=1., *, Generator? generator=None) -> Tensor(a!)',
      ),
      op(
        'normal_',
        'Fills with normal draws.',
        'normal_(Tensor(a!) self, float mean=0., float std=1., *, Generator? generator=None) -> Tensor(a!)',
      ),
      op(
        'bernoulli',
        '0/1 draws of probability p, in the shape of self.',
        'bernoulli.p(Tensor self, float p, *, Generator? generator=None) -> Tensor',
      ),
      op(
        'bernoulli_',
        'Fills with 0/1 draws of probability p.',
        'bernoulli_.float(Tensor(a!) self, float p=0.5, *, Generator? generator=None) -> Tensor(a!)',
      ),
      op(
        'multinomial',
        'Indices drawn by the weights in each row: [N, C] → [N, numSamples].',
        'multinomial(Tensor self, int num_samples, bool replacement=False, *, Generator? generator=None) -> Tensor',
      ),
    ],
  },
  {
    title: 'Arithmetic',
    operators: [
      op(
        'add',
        'self + alpha × other, broadcast.',
        'add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor',
        'add.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor',
      ),
      op(
        'sub',
        'self − alpha × other, broadcast.',
        'sub.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor',
        'sub.Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor',
      ),
      op(
        'mul',
        'Elementwise product, broadcast.',
        'mul.Tensor(Tensor self, Tensor other) -> Tensor',
        'mul.Scalar(Tensor self, Scalar other) -> Tensor',
      ),
      op(
        'div',
        'Elementwise quotient, broadcast.',
        'div.Tensor(Tensor self, Tensor other) -> Tensor',
        'div.Scalar(Tensor self, Scalar other) -> Tensor',
      ),
      op(
        'pow',
        'Elementwise power.',
        'pow.Tensor_Tensor(Tensor self, Tensor exponent) -> Tensor',
        'pow.Tensor_Scalar(Tensor self, Scalar exponent) -> Tensor',
      ),
      op(
        'remainder',
        'Remainder with the sign of the divisor.',
        'remainder.Tensor(Tensor self, Tensor other) -> Tensor',
        'remainder.Scalar(Tensor self, Scalar other) -> Tensor',
      ),
      op(
        'add_',
        'self += alpha × other.',
        'add_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)',
        'add_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)',
      ),
      op(
        'sub_',
        'self −= alpha × other.',
        'sub_.Tensor(Tensor(a!) self, Tensor other, *, Scalar alpha=1) -> Tensor(a!)',
        'sub_.Scalar(Tensor(a!) self, Scalar other, Scalar alpha=1) -> Tensor(a!)',
      ),
      op(
        'mul_',
        'self ×= other.',
        'mul_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)',
        'mul_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)',
      ),
      op(
        'div_',
        'self ÷= other.',
        'div_.Tensor(Tensor(a!) self, Tensor other) -> Tensor(a!)',
        'div_.Scalar(Tensor(a!) self, Scalar other) -> Tensor(a!)',
      ),
      op(
        'addcmul',
        'self + value × tensor1 × tensor2.',
        'addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor',
      ),
      op(
        'addcdiv',
        'self + value × tensor1 ÷ tensor2.',
        'addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor',
      ),
      op(
        'addcmul_',
        'self += value × tensor1 × tensor2.',
        'addcmul_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)',
      ),
      op(
        'addcdiv_',
        'self += value × tensor1 ÷ tensor2.',
        'addcdiv_(Tensor(a!) self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor(a!)',
      ),
      op('lerp', 'self + weight × (end − self).', 'lerp.Scalar(Tensor self, Tensor end, Scalar weight) -> Tensor'),
      op(
        'lerp_',
        'self += weight × (end − self).',
        'lerp_.Scalar(Tensor(a!) self, Tensor end, Scalar weight) -> Tensor(a!)',
      ),
      op('maximum', 'Elementwise larger value.', 'maximum(Tensor self, Tensor other) -> Tensor'),
      op('minimum', 'Elementwise smaller value.', 'minimum(Tensor self, Tensor other) -> Tensor'),
      op('neg', '−self.', 'neg(Tensor self) -> Tensor'),
      op('abs', '|self|.', 'abs(Tensor self) -> Tensor'),
      op('sign', '−1, 0 or 1.', 'sign(Tensor self) -> Tensor'),
      op('sqrt', 'Square root.', 'sqrt(Tensor self) -> Tensor'),
      op('rsqrt', '1 ÷ square root.', 'rsqrt(Tensor self) -> Tensor'),
      op('square', 'self².', 'square(Tensor self) -> Tensor'),
      op('exp', 'e^self.', 'exp(Tensor self) -> Tensor'),
      op('expm1', 'e^self − 1.', 'expm1(Tensor self) -> Tensor'),
      op('log', 'Natural logarithm.', 'log(Tensor self) -> Tensor'),
      op('log1p', 'log(1 + self).', 'log1p(Tensor self) -> Tensor'),
      op('log2', 'Logarithm to base 2.', 'log2(Tensor self) -> Tensor'),
      op('sin', 'Sine, radians.', 'sin(Tensor self) -> Tensor'),
      op('cos', 'Cosine, radians.', 'cos(Tensor self) -> Tensor'),
      op('tanh', 'Hyperbolic tangent.', 'tanh(Tensor self) -> Tensor'),
      op('erf', 'Error function.', 'erf(Tensor self) -> Tensor'),
      op('erfinv', 'Inverse error function.', 'erfinv(Tensor self) -> Tensor'),
      op('erfinv_', 'Inverse error function, in place.', 'erfinv_(Tensor(a!) self) -> Tensor(a!)'),
      op('floor', 'Largest integer not above.', 'floor(Tensor self) -> Tensor'),
      op('ceil', 'Smallest integer not below.', 'ceil(Tensor self) -> Tensor'),
      op('round', 'Nearest integer, halves to even.', 'round(Tensor self) -> Tensor'),
      op('reciprocal', '1 ÷ self.', 'reciprocal(Tensor self) -> Tensor'),
      op('clamp', 'Limits values to [min, max].', 'clamp(Tensor self, Scalar? min=None, Scalar? max=None) -> Tensor'),
      op(
        'clamp_',
        'Limits values to [min, max], in place.',
        'clamp_(Tensor(a!) self, Scalar? min=None, Scalar? max=None) -> Tensor(a!)',
      ),
      op('clampMin', 'Values of at least min.', 'clamp_min(Tensor self, Scalar min) -> Tensor'),
      op('zero_', 'Fills with zeros.', 'zero_(Tensor(a!) self) -> Tensor(a!)'),
      op('fill_', 'Fills with one value.', 'fill_.Scalar(Tensor(a!) self, Scalar value) -> Tensor(a!)'),
      op(
        'copy_',
        'Copies src into self, converting dtype, device and layout.',
        'copy_(Tensor(a!) self, Tensor src, bool non_blocking=False) -> Tensor(a!)',
      ),
      op(
        'cumsum',
        'Running sum along a dimension.',
        'cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor',
      ),
      op('isfinite', 'Neither infinite nor NaN.', 'isfinite(Tensor self) -> Tensor'),
      op('isnan', 'Is not a number.', 'isnan(Tensor self) -> Tensor'),
      op(
        'nanToNum',
        'Replaces NaN and infinities.',
        'nan_to_num(Tensor self, float? nan=None, float? posinf=None, float? neginf=None) -> Tensor',
      ),
    ],
  },
  {
    title: 'Comparison and logic',
    operators: [
      op(
        'eq',
        'self = other.',
        'eq.Tensor(Tensor self, Tensor other) -> Tensor',
        'eq.Scalar(Tensor self, Scalar other) -> Tensor',
      ),
      op(
        'ne',
        'self ≠ other.',
        'ne.Tensor(Tensor self, Tensor other) -> Tensor',
        'ne.Scalar(Tensor self, Scalar other) -> Tensor',
      ),
      op(
        'lt',
        'self < other.',
        'lt.Tensor(Tensor self, Tensor other) -> Tensor',
        'lt.Scalar(Tensor self, Scalar other) -> Tensor',
      ),
      op(
        'le',
        'self ≤ other.',
        'le.Tensor(Tensor self, Tensor other) -> Tensor',
        'le.Scalar(Tensor self, Scalar other) -> Tensor',
      ),
      op(
        'gt',
        'self > other.',
        'gt.Tensor(Tensor self, Tensor other) -> Tensor',
        'gt.Scalar(Tensor self, Scalar other) -> Tensor',
      ),
      op(
        'ge',
        'self ≥ other.',
        'ge.Tensor(Tensor self, Tensor other) -> Tensor',
        'ge.Scalar(Tensor self, Scalar other) -> Tensor',
      ),
      op('logicalAnd', 'Elementwise and.', 'logical_and(Tensor self, Tensor other) -> Tensor'),
      op('logicalOr', 'Elementwise or.', 'logical_or(Tensor self, Tensor other) -> Tensor'),
      op('logicalNot', 'Elementwise not.', 'logical_not(Tensor self) -> Tensor'),
      op(
        'where',
        'self where condition, else other.',
        'where.self(Tensor condition, Tensor self, Tensor other) -> Tensor',
      ),
      op(
        'maskedFill',
        'value where mask is true.',
        'masked_fill.Scalar(Tensor self, Tensor mask, Scalar value) -> Tensor',
      ),
      op(
        'maskedFill_',
        'value where mask is true, in place.',
        'masked_fill_.Scalar(Tensor(a!) self, Tensor mask, Scalar value) -> Tensor(a!)',
      ),
      op('maskedSelect', 'The elements where mask is true, flat.', 'masked_select(Tensor self, Tensor mask) -> Tensor'),
      op('equal', 'Same shape and same elements.', 'equal(Tensor self, Tensor other) -> bool'),
      op(
        'allclose',
        'All within rtol × |other| + atol.',
        'allclose(Tensor self, Tensor other, float rtol=1.0000000000000001e-05, float atol=1e-08, bool equal_nan=False) -> bool',
      ),
    ],
  },
  {
    title: 'Reduction',
    operators: [
      op(
        'sum',
        'Sum over `dim`, or over everything.',
        'sum.dim_IntList(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor',
      ),
      op(
        'mean',
        'Mean over `dim`, or over everything.',
        'mean.dim(Tensor self, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor',
      ),
      op(
        'variance',
        'Variance over `dim`, or over everything; correction 1 is the unbiased estimate.',
        'var.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> Tensor',
      ),
      op(
        'std',
        'Standard deviation over `dim`, or over everything.',
        'std.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> Tensor',
      ),
      op(
        'varMean',
        'Variance and mean over `dim`.',
        'var_mean.correction(Tensor self, int[1]? dim, *, int? correction, bool keepdim=False) -> (Tensor, Tensor)',
      ),
      op('prod', 'Product of all elements.', 'prod(Tensor self, *, ScalarType? dtype=None) -> Tensor'),
      op('max', 'Largest element.', 'max(Tensor self) -> Tensor'),
      op('min', 'Smallest element.', 'min(Tensor self) -> Tensor'),
      op(
        'maxDim',
        'Largest values along a dimension, and their indices.',
        'max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)',
      ),
      op(
        'minDim',
        'Smallest values along a dimension, and their indices.',
        'min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)',
      ),
      op('amax', 'Largest values over `dim`.', 'amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor'),
      op('amin', 'Smallest values over `dim`.', 'amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor'),
      op(
        'argmax',
        'Index of the largest element, along `dim` or of the flat tensor.',
        'argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor',
      ),
      op(
        'argmin',
        'Index of the smallest element, along `dim` or of the flat tensor.',
        'argmin(Tensor self, int? dim=None, bool keepdim=False) -> Tensor',
      ),
      op('all', 'Whether all elements are true.', 'all(Tensor self) -> Tensor'),
      op('any', 'Whether any element is true.', 'any(Tensor self) -> Tensor'),
      op(
        'norm',
        'Vector norm of order `ord` over `dim`, or of the flat tensor.',
        'linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor',
      ),
      op('logsumexp', 'log Σ exp over `dim`.', 'logsumexp(Tensor self, int[1] dim, bool keepdim=False) -> Tensor'),
      op(
        'countNonzero',
        'Number of elements that are not zero.',
        'count_nonzero(Tensor self, int? dim=None) -> Tensor',
      ),
      op(
        'topk',
        'The k largest along a dimension: values and indices.',
        'topk(Tensor self, int k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)',
      ),
      op(
        'sort',
        'Sorted along a dimension: values and indices.',
        'sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)',
      ),
      op(
        'argsort',
        'Indices that sort along a dimension.',
        'argsort(Tensor self, int dim=-1, bool descending=False) -> Tensor',
      ),
    ],
  },
  {
    title: 'Shape',
    operators: [
      op(
        'reshape',
        'The same elements in another shape; a view where it can be.',
        'reshape(Tensor(a) self, int[] shape) -> Tensor(a)',
      ),
      op('view', 'A view in another shape.', 'view(Tensor(a) self, int[] size) -> Tensor(a)'),
      op(
        'flatten',
        'Joins dimensions startDim … endDim.',
        'flatten.using_ints(Tensor(a) self, int start_dim=0, int end_dim=-1) -> Tensor(a)',
      ),
      op(
        'unflatten',
        'Splits one dimension into several.',
        'unflatten.int(Tensor(a) self, int dim, int[] sizes) -> Tensor(a)',
      ),
      op('permute', 'Reorders the dimensions.', 'permute(Tensor(a) self, int[] dims) -> Tensor(a)'),
      op('transpose', 'Swaps two dimensions.', 'transpose.int(Tensor(a) self, int dim0, int dim1) -> Tensor(a)'),
      op('t', 'Transposes a matrix.', 't(Tensor(a) self) -> Tensor(a)'),
      op('squeeze', 'Drops a dimension of size 1.', 'squeeze.dim(Tensor(a) self, int dim) -> Tensor(a)'),
      op('unsqueeze', 'Inserts a dimension of size 1.', 'unsqueeze(Tensor(a) self, int dim) -> Tensor(a)'),
      op(
        'expand',
        'Broadcasts to a larger shape without copying.',
        'expand(Tensor(a) self, int[] size, *, bool implicit=False) -> Tensor(a)',
      ),
      op('expandAs', 'Broadcasts to the shape of other.', 'expand_as(Tensor(a) self, Tensor other) -> Tensor(a)'),
      op('repeat', 'Tiles the tensor.', 'repeat(Tensor self, int[] repeats) -> Tensor'),
      op(
        'repeatInterleave',
        'Repeats each element.',
        'repeat_interleave.self_int(Tensor self, int repeats, int? dim=None, *, int? output_size=None) -> Tensor',
      ),
      op(
        'contiguous',
        'The same tensor in row-major (or the given) memory order.',
        'contiguous(Tensor(a) self, *, MemoryFormat memory_format=0) -> Tensor(a)',
      ),
      op('cat', 'Joins tensors along a dimension.', 'cat(Tensor[] tensors, int dim=0) -> Tensor'),
      op('stack', 'Joins tensors along a new dimension.', 'stack(Tensor[] tensors, int dim=0) -> Tensor'),
      op(
        'chunk',
        'Splits into a number of parts along a dimension.',
        'chunk(Tensor(a -> *) self, int chunks, int dim=0) -> Tensor(a)[]',
      ),
      op(
        'split',
        'Splits into parts of one size along a dimension.',
        'split.Tensor(Tensor(a -> *) self, int split_size, int dim=0) -> Tensor(a)[]',
      ),
      op(
        'splitWithSizes',
        'Splits into parts of the given sizes along a dimension.',
        'split_with_sizes(Tensor(a -> *) self, int[] split_sizes, int dim=0) -> Tensor(a)[]',
      ),
      op('unbind', 'The slices along a dimension.', 'unbind.int(Tensor(a -> *) self, int dim=0) -> Tensor(a)[]'),
      op(
        'narrow',
        'Elements start … start + length − 1 of a dimension.',
        'narrow(Tensor(a) self, int dim, int start, int length) -> Tensor(a)',
      ),
      op(
        'select',
        'One slice of a dimension, which is dropped.',
        'select.int(Tensor(a) self, int dim, int index) -> Tensor(a)',
      ),
      op(
        'slice',
        'Elements start … end − 1 by step of a dimension.',
        'slice.Tensor(Tensor(a) self, int dim=0, int? start=None, int? end=None, int step=1) -> Tensor(a)',
      ),
      op(
        'indexSelect',
        'Slices of a dimension by index.',
        'index_select(Tensor self, int dim, Tensor index) -> Tensor',
      ),
      op(
        'gather',
        'Elements picked along a dimension by index.',
        'gather(Tensor self, int dim, Tensor index, *, bool sparse_grad=False) -> Tensor',
      ),
      op(
        'scatter',
        'A copy with src written along a dimension by index.',
        'scatter.src(Tensor self, int dim, Tensor index, Tensor src) -> Tensor',
      ),
      op(
        'scatterAdd',
        'A copy with src added along a dimension by index.',
        'scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor',
      ),
      op(
        'index',
        'Indexing by tensors, one per dimension; null keeps a dimension.',
        'index.Tensor(Tensor self, Tensor?[] indices) -> Tensor',
      ),
      op(
        'indexPut_',
        'Writes values at the given indices.',
        'index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)',
      ),
      op(
        'takeAlongDim',
        'Elements picked along a dimension by index, broadcast.',
        'take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor',
      ),
      op('flip', 'Reverses dimensions.', 'flip(Tensor self, int[] dims) -> Tensor'),
      op('roll', 'Shifts elements around dimensions.', 'roll(Tensor self, int[1] shifts, int[1] dims=[]) -> Tensor'),
      op(
        'diagonal',
        'The diagonal, as a view.',
        'diagonal(Tensor(a) self, int offset=0, int dim1=0, int dim2=1) -> Tensor(a)',
      ),
      op(
        'pad',
        'Pads the last dimensions: [left, right, top, bottom, …]; mode constant, reflect, replicate or circular.',
        'pad(Tensor self, int[] pad, str mode="constant", float? value=None) -> Tensor',
      ),
      op(
        'unfold',
        'Windows along a dimension, as a view.',
        'unfold(Tensor(a) self, int dimension, int size, int step) -> Tensor(a)',
      ),
    ],
  },
  {
    title: 'Type, device, memory',
    operators: [
      op(
        'to',
        'Converts dtype, device or memory format; itself where nothing changes.',
        'to.dtype_layout(Tensor(a) self, *, ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None, bool non_blocking=False, bool copy=False, MemoryFormat? memory_format=None) -> Tensor(a)',
      ),
      op('clone', 'A copy.', 'clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor'),
      op('detach', 'The same data outside the graph.', 'detach(Tensor(a) self) -> Tensor(a)'),
      op('typeAs', 'Converted to the dtype and device of other.', 'type_as(Tensor self, Tensor other) -> Tensor'),
    ],
  },
  {
    title: 'Linear algebra',
    operators: [
      op('matmul', 'Matrix product, batched and broadcast.', 'matmul(Tensor self, Tensor other) -> Tensor'),
      op(
        'linear',
        'input × weightᵀ + bias: [..., k] with weight [n, k] → [..., n].',
        'linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor',
      ),
      op('mm', 'Matrix product: [n, k] × [k, m].', 'mm(Tensor self, Tensor mat2) -> Tensor'),
      op('bmm', 'Batched matrix product: [b, n, k] × [b, k, m].', 'bmm(Tensor self, Tensor mat2) -> Tensor'),
      op(
        'addmm',
        'beta × self + alpha × mat1 × mat2.',
        'addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, Scalar alpha=1) -> Tensor',
      ),
      op(
        'baddbmm',
        'beta × self + alpha × batch1 × batch2, batched.',
        'baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, Scalar alpha=1) -> Tensor',
      ),
      op('dot', 'Inner product of two vectors.', 'dot(Tensor self, Tensor tensor) -> Tensor'),
      op('outer', 'Outer product of two vectors.', 'outer(Tensor self, Tensor vec2) -> Tensor'),
      op(
        'einsum',
        "Sums of products by an equation, e.g. 'bij,bjk->bik'.",
        'einsum(str equation, Tensor[] tensors, *, int[]? path=None) -> Tensor',
      ),
    ],
  },
  {
    title: 'Activations',
    operators: [
      op('relu', 'max(self, 0).', 'relu(Tensor self) -> Tensor'),
      op('relu_', 'max(self, 0), in place.', 'relu_(Tensor(a!) self) -> Tensor(a!)'),
      op(
        'leakyRelu',
        'self where positive, else slope × self.',
        'leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor',
      ),
      op(
        'gelu',
        "Gaussian error linear unit; approximate 'none' or 'tanh'.",
        'gelu(Tensor self, *, str approximate="none") -> Tensor',
      ),
      op('silu', 'self × sigmoid(self).', 'silu(Tensor self) -> Tensor'),
      op('hardswish', 'self × relu6(self + 3) ÷ 6.', 'hardswish(Tensor self) -> Tensor'),
      op('hardsigmoid', 'relu6(self + 3) ÷ 6.', 'hardsigmoid(Tensor self) -> Tensor'),
      op(
        'hardtanh',
        'Limits values to [minVal, maxVal].',
        'hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor',
      ),
      op(
        'elu',
        'self where positive, else alpha × (e^self − 1).',
        'elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor',
      ),
      op(
        'softplus',
        'log(1 + e^(beta × self)) ÷ beta.',
        'softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor',
      ),
      op('sigmoid', '1 ÷ (1 + e^−self).', 'sigmoid(Tensor self) -> Tensor'),
      op('logSigmoid', 'log sigmoid(self).', 'log_sigmoid(Tensor self) -> Tensor'),
      op(
        'softmax',
        'Softmax along a dimension.',
        'softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor',
      ),
      op(
        'logSoftmax',
        'Log-softmax along a dimension.',
        'log_softmax.int(Tensor self, int dim, ScalarType? dtype=None) -> Tensor',
      ),
      op(
        'dropout',
        'Zeroes elements with probability p and scales the rest by 1 ÷ (1 − p), when training.',
        'dropout(Tensor input, float p, bool train) -> Tensor',
      ),
    ],
  },
  {
    title: 'Convolution, pooling, resampling',
    operators: [
      op(
        'conv1d',
        '1-D convolution: [N, C, L] with weight [O, C ÷ groups, k].',
        'conv1d(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=[1], int[1] padding=[0], int[1] dilation=[1], int groups=1) -> Tensor',
      ),
      op(
        'conv2d',
        '2-D convolution: [N, C, H, W] with weight [O, C ÷ groups, kH, kW].',
        'conv2d(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] dilation=1, int groups=1) -> Tensor',
      ),
      op(
        'convTranspose2d',
        'Transposed 2-D convolution: weight [C, O ÷ groups, kH, kW].',
        'conv_transpose2d.input(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, int[2] padding=0, int[2] output_padding=0, int groups=1, int[2] dilation=1) -> Tensor',
      ),
      op(
        'maxPool2d',
        'Largest value of each window: [N, C, H, W].',
        'max_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, int[2] dilation=1, bool ceil_mode=False) -> Tensor',
      ),
      op(
        'avgPool2d',
        'Mean of each window: [N, C, H, W].',
        'avg_pool2d(Tensor self, int[2] kernel_size, int[2] stride=[], int[2] padding=0, bool ceil_mode=False, bool count_include_pad=True, int? divisor_override=None) -> Tensor',
      ),
      op(
        'adaptiveAvgPool2d',
        'Means over windows that give the output size: [N, C, H, W] → [N, C, oH, oW].',
        'adaptive_avg_pool2d(Tensor self, int[2] output_size) -> Tensor',
      ),
      op(
        'adaptiveMaxPool2d',
        'Largest values over windows that give the output size, and their indices.',
        'adaptive_max_pool2d(Tensor self, int[2] output_size) -> (Tensor, Tensor)',
      ),
      op(
        'im2col',
        'Sliding blocks as columns: [N, C, H, W] → [N, C × kH × kW, L].',
        'im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride) -> Tensor',
      ),
      op(
        'upsampleNearest2d',
        'Nearest-neighbour resampling of [N, C, H, W].',
        'upsample_nearest2d(Tensor self, int[2] output_size, float? scales_h=None, float? scales_w=None) -> Tensor',
      ),
      op(
        'upsampleBilinear2d',
        'Bilinear resampling of [N, C, H, W].',
        'upsample_bilinear2d(Tensor self, int[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor',
      ),
      op(
        'upsampleBicubic2d',
        'Bicubic resampling of [N, C, H, W].',
        'upsample_bicubic2d(Tensor self, int[2] output_size, bool align_corners, float? scales_h=None, float? scales_w=None) -> Tensor',
      ),
      op(
        'pixelShuffle',
        '[N, C r², H, W] → [N, C, H r, W r].',
        'pixel_shuffle(Tensor self, int upscale_factor) -> Tensor',
      ),
      op(
        'affineGridGenerator',
        'Sampling grid [N, H, W, 2] of affine maps [N, 2, 3].',
        'affine_grid_generator(Tensor theta, int[] size, bool align_corners) -> Tensor',
      ),
      op(
        'gridSampler2d',
        'Samples [N, C, H, W] at a grid; mode 0 bilinear, 1 nearest, 2 bicubic; padding 0 zeros, 1 border, 2 reflection.',
        'grid_sampler_2d(Tensor input, Tensor grid, int interpolation_mode, int padding_mode, bool align_corners) -> Tensor',
      ),
    ],
  },
  {
    title: 'Normalisation',
    operators: [
      op(
        'batchNorm',
        'Batch normalisation of [N, C, …]; updates the running statistics when training.',
        'batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps, bool cudnn_enabled) -> Tensor',
      ),
      op(
        'layerNorm',
        'Layer normalisation over the last dimensions.',
        'layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1.0000000000000001e-05, bool cudnn_enable=True) -> Tensor',
      ),
      op(
        'groupNorm',
        'Group normalisation of [N, C, …].',
        'group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, float eps=1.0000000000000001e-05, bool cudnn_enabled=True) -> Tensor',
      ),
      op(
        'instanceNorm',
        'Instance normalisation of [N, C, …].',
        'instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool use_input_stats, float momentum, float eps, bool cudnn_enabled) -> Tensor',
      ),
    ],
  },
  {
    title: 'Embedding and attention',
    operators: [
      op(
        'embedding',
        'Rows of weight [V, D] by index: [...] → [..., D].',
        'embedding(Tensor weight, Tensor indices, int padding_idx=-1, bool scale_grad_by_freq=False, bool sparse=False) -> Tensor',
      ),
      op(
        'scaledDotProductAttention',
        'softmax(q kᵀ ÷ √d) v for [..., L, d]; libtorch 2 and newer.',
        'scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float dropout_p=0.0, bool is_causal=False, *, float? scale=None) -> Tensor',
      ),
    ],
  },
  {
    title: 'Losses',
    operators: [
      op(
        'crossEntropyLoss',
        'Cross-entropy of logits [N, C, …] with class indices or probabilities; reduction 0 none, 1 mean, 2 sum.',
        'cross_entropy_loss(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, int ignore_index=-100, float label_smoothing=0.) -> Tensor',
      ),
      op(
        'nllLoss',
        'Negative log likelihood of log-probabilities.',
        'nll_loss_nd(Tensor self, Tensor target, Tensor? weight=None, int reduction=1, int ignore_index=-100) -> Tensor',
      ),
      op(
        'binaryCrossEntropyWithLogits',
        'Binary cross-entropy of logits; reduction 0 none, 1 mean, 2 sum.',
        'binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=1) -> Tensor',
      ),
      op(
        'mseLoss',
        'Squared error; reduction 0 none, 1 mean, 2 sum.',
        'mse_loss(Tensor self, Tensor target, int reduction=1) -> Tensor',
      ),
      op(
        'l1Loss',
        'Absolute error; reduction 0 none, 1 mean, 2 sum.',
        'l1_loss(Tensor self, Tensor target, int reduction=1) -> Tensor',
      ),
      op(
        'smoothL1Loss',
        'Huber-like absolute error; reduction 0 none, 1 mean, 2 sum.',
        'smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.) -> Tensor',
      ),
      op(
        'klDiv',
        'Kullback–Leibler divergence from log-probabilities; reduction 0 none, 1 mean, 2 sum.',
        'kl_div(Tensor self, Tensor target, int reduction=1, *, bool log_target=False) -> Tensor',
      ),
    ],
  },
  {
    title: 'Lists of tensors, for optimisers: one call for all parameters',
    operators: [
      op(
        'foreachAdd_',
        'self[i] += alpha × other[i].',
        '_foreach_add_.List(Tensor(a!)[] self, Tensor[] other, *, Scalar alpha=1) -> ()',
      ),
      op('foreachAddScalar_', 'self[i] += scalar.', '_foreach_add_.Scalar(Tensor(a!)[] self, Scalar scalar) -> ()'),
      op(
        'foreachSub_',
        'self[i] −= alpha × other[i].',
        '_foreach_sub_.List(Tensor(a!)[] self, Tensor[] other, *, Scalar alpha=1) -> ()',
      ),
      op('foreachMul_', 'self[i] ×= other[i].', '_foreach_mul_.List(Tensor(a!)[] self, Tensor[] other) -> ()'),
      op('foreachMulScalar_', 'self[i] ×= scalar.', '_foreach_mul_.Scalar(Tensor(a!)[] self, Scalar scalar) -> ()'),
      op('foreachMulScalar', 'self[i] × scalar.', '_foreach_mul.Scalar(Tensor[] self, Scalar scalar) -> Tensor[]'),
      op('foreachDiv', 'self[i] ÷ other[i].', '_foreach_div.List(Tensor[] self, Tensor[] other) -> Tensor[]'),
      op('foreachDiv_', 'self[i] ÷= other[i].', '_foreach_div_.List(Tensor(a!)[] self, Tensor[] other) -> ()'),
      op('foreachDivScalar', 'self[i] ÷ scalar.', '_foreach_div.Scalar(Tensor[] self, Scalar scalar) -> Tensor[]'),
      op('foreachSqrt', '√self[i].', '_foreach_sqrt(Tensor[] self) -> Tensor[]'),
      op('foreachSqrt_', 'self[i] = √self[i].', '_foreach_sqrt_(Tensor(a!)[] self) -> ()'),
      op(
        'foreachAdd',
        'self[i] + alpha × other[i].',
        '_foreach_add.List(Tensor[] self, Tensor[] other, *, Scalar alpha=1) -> Tensor[]',
      ),
      op(
        'foreachAddcmul_',
        'self[i] += value × tensor1[i] × tensor2[i].',
        '_foreach_addcmul_.Scalar(Tensor(a!)[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar value=1) -> ()',
      ),
      op(
        'foreachAddcdiv_',
        'self[i] += value × tensor1[i] ÷ tensor2[i].',
        '_foreach_addcdiv_.Scalar(Tensor(a!)[] self, Tensor[] tensor1, Tensor[] tensor2, Scalar value=1) -> ()',
      ),
      op('foreachZero_', 'self[i] = 0.', '_foreach_zero_(Tensor(a!)[] self) -> ()'),
      op('foreachNorm', 'Norms of order `ord`.', '_foreach_norm.Scalar(Tensor[] self, Scalar ord=2) -> Tensor[]'),
    ],
  },
];
