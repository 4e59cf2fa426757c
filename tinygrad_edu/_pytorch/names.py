"""PyTorch's names, and what to write for each here.

In the answers, x and y are tensors, w is a parameter, m a model, and rng is
np.random.default_rng(seed).
"""

from __future__ import annotations

# A row: PyTorch's names | what to write here.  {} is the name itself.  A line without names
# continues the answer above.  A room is a module or class of PyTorch.
ROOMS = {
    "tg": """
tensor as_tensor asarray | tg.Tensor([1.0, 2.0], requires_grad=True)
FloatTensor DoubleTensor HalfTensor | tg.Tensor([1.0, 2.0], dtype=np.float32)
LongTensor IntTensor ByteTensor BoolTensor | tg.Tensor([1, 2], dtype=np.int64)
zeros ones empty eye | np.{}(3) is enough: layers and ops take arrays;
    | for a parameter tg.Tensor(np.{}(3), requires_grad=True)
full | np.full((2, 3), 1.0) is enough: layers and ops take arrays;
    | for a parameter tg.Tensor(np.full((2, 3), 1.0), requires_grad=True)
arange linspace logspace | np.{}(0, 10, 5) is enough: layers and ops take arrays; as a tensor:
    | tg.Tensor(np.{}(0, 10, 5))
zeros_like ones_like empty_like | np.{}(x.data)
full_like | np.full_like(x.data, 1.0)
rand | rng.random((2, 3)) with rng = np.random.default_rng(0); as a tensor:
    | tg.Tensor(rng.random((2, 3)))
randn normal | rng.normal(0, 1, (2, 3)) with rng = np.random.default_rng(0); as a tensor:
    | tg.Tensor(rng.normal(0, 1, (2, 3)), requires_grad=True)
rand_like | rng.random(x.shape) with rng = np.random.default_rng(0)
randn_like | rng.normal(0, 1, x.shape) with rng = np.random.default_rng(0)
randint randint_like | rng.integers(0, 10, (2, 3)) with rng = np.random.default_rng(0)
randperm | rng.permutation(n) with rng = np.random.default_rng(0)
fmax | tg.maximum(x, y)
fmin | tg.minimum(x, y)
xlogy | x * tg.log(y)
logaddexp2 | tg.logaddexp(x, y)
deg2rad | x * (np.pi / 180)
rad2deg | x * (180 / np.pi)
diagflat | tg.diag(x)
msort | tg.sort(x, axis=0)
copysign | tg.abs(x) * np.sign(y.data)
argwhere isposinf isneginf isreal signbit nextafter frexp gcd lcm | np.{}, on arrays: x.data
masked_scatter index_copy index_reduce scatter_reduce slice_scatter select_scatter
    diagonal_scatter |
    | tg.where(mask, y, x) chooses, and tg.scatter(x, index, shape) puts entries into zeros
multinomial | rng.choice(len(p), p=p.data) with rng = np.random.default_rng(0)
bernoulli | rng.random(p.shape) < p.data with rng = np.random.default_rng(0)
poisson | rng.poisson(x.data) with rng = np.random.default_rng(0)
manual_seed seed initial_seed get_rng_state set_rng_state random | there is no global seed: give
    | rng=np.random.default_rng(0) to layers, Dropout and batches
Generator | rng = np.random.default_rng(0), given to layers, Dropout and batches as rng=rng
cat concat | tg.concatenate([x, y], axis=1)
clamp | tg.clip(x, 0, 1)
clamp_min | tg.maximum(x, 0)
clamp_max | tg.minimum(x, 1)
pow | x**2
mul | x * y
div true_divide | x / y
sub | x - y
rsub | y - x
neg | -x
remainder | x % y
addmm addmv addbmm baddbmm | x + y @ z
addcmul | x + value * y * z
addcdiv | x + value * y / z
lerp | x + t * (y - x)
mm bmm mv chain_matmul | x @ y
inner vdot | (x * y).sum()
ger | tg.outer(x, y)
kron | tg.einsum("ij,kl->ikjl", x, y).reshape(rows, columns)
t adjoint | x.T
diag_embed | x[..., None] * np.eye(3)
cov corrcoef | np.{}(x.data), on the values
permute | x.transpose(1, 0, 2), which names all axes
swapdims | x.swapaxes(0, 1)
movedim | tg.moveaxis(x, 0, 1)
unbind | list(x); along another axis list(tg.moveaxis(x, 1, 0))
chunk tensor_split | tg.array_split(x, 3)
hsplit dsplit | tg.split(x, 2, axis=1)
vsplit | tg.split(x, 2)
row_stack | tg.vstack([x, y])
narrow | x[:, 2:5]
select index_select | tg.take(x, i, axis=1)
masked_select | x[mask]
masked_fill | tg.where(mask, value, x)
gather take_along_dim | tg.take_along_axis(x, i, axis=1)
scatter_add index_add index_put | tg.scatter(x, index, shape), which adds up
broadcast_tensors | tg.broadcast_to(x, shape) for each
repeat_interleave | tg.repeat(x, 2, axis=0)
fliplr | tg.flip(x, 1)
flipud | tg.flip(x, 0)
rot90 | tg.flip(x.swapaxes(0, 1), 0)
meshgrid | np.meshgrid(a, b), on arrays
cartesian_prod combinations | use Python's itertools: product, combinations
tril_indices triu_indices | np.{}(3)
block_diag | tg.concatenate of blocks and zeros
acos | tg.arccos(x)
acosh | tg.arccosh(x)
asin | tg.arcsin(x)
asinh | tg.arcsinh(x)
atan | tg.arctan(x)
atan2 | tg.arctan2(y, x)
atanh | tg.arctanh(x)
absolute | tg.abs(x)
sgn | tg.sign(x)
fix | tg.trunc(x)
frac | x - tg.trunc(x)
fmod | x - y * tg.trunc(x / y)
rsqrt | 1 / tg.sqrt(x)
exp2 | 2**x
logit | tg.log(x / (1 - x))
sinc lgamma digamma erfinv erfc i0 logcumsumexp cummax cummin | there is no such op here;
    | write one with @tg.elementwise or @tg.differentiable
amax | x.max(axis=1)
amin | x.min(axis=1)
aminmax | x.min() and x.max()
argmax argmin argsort | x.{}(axis=1)
all any | (x > 0).{}()
isnan isinf isfinite nonzero count_nonzero | np.{}(x)
isclose allclose | np.{}(x, y)
equal | np.array_equal(x, y)
eq | x == y
ne not_equal | x != y
lt less | x < y
le less_equal | x <= y
gt greater | x > y
ge greater_equal | x >= y
logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor | np.{}(x.data, y.data)
logical_not bitwise_not | np.{}(x.data)
median nanmedian unique bincount histogram | np.{}(x.data), on the values
quantile nanquantile | np.{}(x.data, 0.5), on the values
histc | np.histogram(x.data), on the values
kthvalue | tg.sort(x)[k - 1]
mode | np.unique(x.data, return_counts=True), on the values
unique_consecutive searchsorted bucketize isin | NumPy's function, on the values:
    | np.searchsorted(x.data, v)
nanmean nansum | tg.nan_to_num(x).sum()
var_mean | x.var(ddof=1) and x.mean()
std_mean | x.std(ddof=1) and x.mean()
dist | tg.norm(x - y)
cdist | tg.sqrt(((x[:, None] - y) ** 2).sum(axis=2))
renorm | x / tg.norm(x)
numel | x.size
is_tensor | isinstance(x, tg.Tensor)
is_floating_point | x.dtype.kind == "f"
is_grad_enabled enable_grad set_grad_enabled | gradients are on, except inside
    | with tg.no_grad():
inference_mode | with tg.no_grad():
float | dtypes are NumPy's: np.float32, or np.float64, which is the default here
double | dtypes are NumPy's: np.float64
half | dtypes are NumPy's: np.float16
int | dtypes are NumPy's: np.int32
long | dtypes are NumPy's: np.int64
short | dtypes are NumPy's: np.int16
bool | dtypes are NumPy's: np.bool_
float16 float32 float64 int8 int16 int32 int64 uint8 dtype finfo iinfo | dtypes are NumPy's: np.{}
bfloat16 complex64 complex128 cfloat cdouble | there is no such dtype here; use np.float32 or
    | np.float64
complex polar real imag angle view_as_real view_as_complex | tensors hold real numbers
device cuda cpu mps xpu backends accelerator amp autocast get_default_device set_default_device |
    | everything runs on the CPU; leave it out
set_default_tensor_type | tg.set_default_dtype(np.float32)
compile jit fx onnx | there is nothing to compile: each op runs at once, in NumPy; tg.replay(f)
    | repeats a recorded graph
set_printoptions | np.set_printoptions(precision=3)
set_num_threads get_num_threads | the environment variable OPENBLAS_NUM_THREADS, set before NumPy
    | is imported
use_deterministic_algorithms | give rng=np.random.default_rng(0); the same seed gives the same bits
set_float32_matmul_precision | tg.set_default_dtype(np.float32)
Size | x.shape is a tuple
version | tg.__version__
pi e inf nan newaxis | np.{}
linalg | tg.norm(x), tg.inv(x), tg.det(x), tg.solve(a, b); for arrays np.linalg
inverse pinverse | tg.inv(x)
cholesky svd qr eig lstsq matrix_rank | use np.linalg on the values x.data; with gradients there
    | are tg.inv(x), tg.det(x), tg.solve(a, b)
logdet slogdet | tg.log(tg.det(x))
matrix_power matrix_exp | x @ x @ x
fft special | there is no such op here; write one with @tg.differentiable
autograd | tg.grad(y, x) is the gradient itself, not a tuple: leave out [0]; tg.jacobian(f, x),
    | tg.hessian(f, x); for a custom Function use @tg.differentiable
Function | a function with @tg.differentiable: it returns the value and one derivative per input
func | tg.grad(y, x), tg.vjp(f, x, v), tg.jvp(f, x, v), tg.jacobian(f, x), tg.hessian(f, x)
vmap | NumPy's broadcasting: write f for a whole batch
sparse sparse_coo_tensor spmm nested | all tensors are dense
utils | tg.datasets.batches(x, y, 64) is DataLoader and TensorDataset in one, a Dataset is a pair of
    | arrays x, y
distributions | rng = np.random.default_rng(0) draws, as in rng.normal(0, 1, (2, 3))
distributed multiprocessing futures | everything runs in one process; leave it out
profiler | with tg.profile() as p:
hub serialization package | tg.save("weights.npz", model=m.state_dict()), then
    | tg.load("weights.npz")["model"]
testing | np.testing.assert_allclose(x.data, y.data)
functional F | functions are in tg itself: tg.relu(x), tg.softmax(x, axis=1); losses are modules:
    | nn.CrossEntropy()(logits, labels)
vision text audio | arrays; MNIST is tg.datasets.mnist()
Value | tg.Tensor(2.0, requires_grad=True, name="x")
draw_dot | tg.draw(loss)
""",
    "nn": """
Parameter | tg.Tensor(x, requires_grad=True) as an attribute
Buffer | an array as an attribute
ParameterList ParameterDict ModuleList ModuleDict | a list or dict of them as an attribute is enough
UninitializedParameter UninitializedBuffer | tg.Tensor(np.zeros(shape), requires_grad=True)
MSELoss | nn.MSE()
L1Loss | nn.L1()
HuberLoss SmoothL1Loss | nn.Huber()
NLLLoss NLLLoss2d | nn.NLL()
BCELoss | nn.BCE()
CrossEntropyLoss | nn.CrossEntropy()
BCEWithLogitsLoss MultiLabelSoftMarginLoss MultiLabelMarginLoss | nn.BCEWithLogits()
KLDivLoss | (p * (tg.log(p) - tg.log(q))).sum(axis=-1).mean()
PairwiseDistance | tg.norm(x - y, axis=1)
CosineEmbeddingLoss CosineSimilarity |
    | (x * y).sum(axis=1) / (tg.norm(x, axis=1) * tg.norm(y, axis=1))
MarginRankingLoss HingeEmbeddingLoss TripletMarginLoss TripletMarginWithDistanceLoss
    MultiMarginLoss SoftMarginLoss |
    | a formula of ops, such as tg.maximum(0, margin - y * x).mean()
PoissonNLLLoss GaussianNLLLoss CTCLoss | a formula of ops in a function; there is no class for it
LazyLinear | nn.Linear(in_features, out_features): the sizes must be given
LazyConv1d LazyConv2d LazyConv3d | nn.Conv2d(in_channels, out_channels, 3): the sizes must be given
LazyBatchNorm1d | nn.BatchNorm1d(features): the sizes must be given
LazyBatchNorm2d LazyBatchNorm3d | nn.BatchNorm2d(channels): the sizes must be given
LogSoftmax | tg.log_softmax(x, axis=1), which CrossEntropy applies itself
LogSigmoid | tg.logsigmoid(x)
Hardtanh ReLU6 | tg.clip(x, 0, 6)
Hardsigmoid | tg.clip(x / 6 + 0.5, 0, 1)
Hardswish Mish | nn.SiLU() is similar; or a custom layer, as in examples/32_own_layer.py
SELU CELU | nn.ELU() is similar; or a custom layer, as in examples/32_own_layer.py
PReLU RReLU | nn.LeakyReLU(0.01); to train the slope: tg.where(x.data > 0, x, slope * x)
Softsign | x / (1 + tg.abs(x))
Tanhshrink Softshrink Hardshrink Threshold Softmin Softmax2d GLU | a formula of ops in a custom
    | layer, as in examples/32_own_layer.py
Identity | nn.Sequential()
Unflatten | x.reshape(len(x), 1, 28, 28)
Bilinear | tg.einsum("bi,oij,bj->bo", x, w, y)
Conv3d | nn.Conv2d(in_channels, out_channels, 3); there is no 3-d version
ConvTranspose1d ConvTranspose2d ConvTranspose3d LazyConvTranspose1d LazyConvTranspose2d
    LazyConvTranspose3d | a custom layer around tg.fold, which undoes
    | tg.unfold; such layers are in examples/33_recurrent_cell.py and examples/34_language.py
MaxPool1d MaxPool3d | nn.MaxPool2d(2), on x[:, :, None]
AvgPool1d AvgPool3d | nn.AvgPool2d(2), on x[:, :, None]
AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d | x.max(axis=(2, 3)) for size 1
AdaptiveAvgPool1d | x.mean(axis=2) for size 1
AdaptiveAvgPool3d | x.mean(axis=(2, 3, 4)) for size 1
FractionalMaxPool2d FractionalMaxPool3d LPPool1d LPPool2d LPPool3d MaxUnpool1d MaxUnpool2d
    MaxUnpool3d | nn.MaxPool2d(2)
Upsample UpsamplingNearest2d UpsamplingBilinear2d | tg.repeat(tg.repeat(x, 2, axis=2), 2, axis=3)
PixelShuffle PixelUnshuffle ChannelShuffle | reshape and transpose
ZeroPad1d ConstantPad1d | tg.pad(x, ((0, 0), (0, 0), (1, 1)))
ReflectionPad1d ReplicationPad1d CircularPad1d |
    | tg.pad(x, ((0, 0), (0, 0), (1, 1)), mode="reflect"), or "edge", or "wrap"
ZeroPad3d ConstantPad3d ReflectionPad3d ReplicationPad3d CircularPad3d |
    | tg.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1), (1, 1)))
ZeroPad2d ConstantPad2d | tg.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
ReflectionPad2d ReplicationPad2d CircularPad2d | tg.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)),
    | mode="reflect")
Fold | tg.fold
Unfold | tg.unfold(x, 3)
BatchNorm3d SyncBatchNorm | nn.BatchNorm2d(channels)
GroupNorm InstanceNorm1d InstanceNorm2d InstanceNorm3d LazyInstanceNorm1d LazyInstanceNorm2d
    LazyInstanceNorm3d LocalResponseNorm CrossMapLRN2d | nn.LayerNorm(shape) is similar; or a
    | custom layer, as in examples/32_own_layer.py
AlphaDropout Dropout1d Dropout3d FeatureAlphaDropout | nn.Dropout(0.5)
EmbeddingBag | nn.Embedding(num_embeddings, embedding_dim)(i).mean(axis=1)
RNN RNNCell LSTM LSTMCell GRU GRUCell RNNBase RNNCellBase | a recurrent cell is a custom layer
    | of a few
    | lines: examples/33_recurrent_cell.py
MultiheadAttention Transformer TransformerEncoder TransformerEncoderLayer TransformerDecoder
    TransformerDecoderLayer | attention is a custom layer of a few lines: examples/34_language.py
functional | functions are in tg itself: tg.relu(x), tg.softmax(x, axis=1); losses are modules:
    | nn.CrossEntropy()(logits, labels)
utils | optim.clip_grad_norm(m.parameters(), 1.0); padding is tg.pad, and the parameters as one
    | vector tg.concatenate([p.ravel() for p in m.parameters()])
clip_grad_norm_ | optim.clip_grad_norm(m.parameters(), 1.0)
clip_grad_value_ | optim.clip_grad_value(m.parameters(), 1.0)
parameters_to_vector | tg.concatenate([p.ravel() for p in m.parameters()])
vector_to_parameters | w.data = vector[start:end].reshape(w.shape) for each
parameter | tg.Tensor(x, requires_grad=True) as an attribute
modules | the layers are in nn itself: nn.Linear(3, 2)
parallel DataParallel | everything runs in one process on one CPU; leave it out
AdaptiveLogSoftmaxWithLoss LinearCrossEntropyLoss | nn.CrossEntropy()
Container | nn.Sequential(nn.Linear(3, 4), nn.Tanh())
quantized | numbers are floats here: m.to(np.float32)
MLP Neuron Layer | nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
""",
    "nn.functional": """
relu sigmoid tanh gelu silu elu leaky_relu softplus | tg.{}(x)
relu_ elu_ leaky_relu_ | tg.relu(x), which makes a new tensor
logsigmoid | tg.logsigmoid(x)
softmax log_softmax | tg.{}(x, axis=1)
softmin | tg.softmax(-x, axis=1)
relu6 hardtanh hardtanh_ | tg.clip(x, 0, 6)
hardsigmoid | tg.clip(x / 6 + 0.5, 0, 1)
hardswish mish | tg.silu(x) is similar
selu celu selu_ celu_ | tg.elu(x) is similar
prelu rrelu | tg.where(x.data > 0, x, slope * x)
softsign | x / (1 + tg.abs(x))
glu | a * tg.sigmoid(b) of the halves a, b
gumbel_softmax | tg.softmax(logits + rng.gumbel(size=logits.shape), axis=1)
threshold hardshrink softshrink tanhshrink | tg.where(x.data > t, x, value)
linear | tg.linear(x, w, b)
bilinear | tg.einsum("bi,oij,bj->bo", x, w, y)
conv2d | tg.conv2d(x, w, b)
conv1d | tg.conv1d(x, w, b)
conv3d | tg.conv2d(x, w, b); there is no 3-d version
conv_transpose1d conv_transpose2d conv_transpose3d | tg.fold, which undoes tg.unfold
max_pool2d avg_pool2d | tg.{}(x, 2)
max_pool1d avg_pool1d | tg.max_pool2d(x[:, :, None], (1, 2))
adaptive_avg_pool2d | nn.AdaptiveAvgPool2d(1)(x)
adaptive_avg_pool3d | x.mean(axis=(2, 3, 4)) for size 1
max_unpool1d max_unpool2d max_unpool3d fractional_max_pool2d fractional_max_pool3d lp_pool1d
    lp_pool2d lp_pool3d max_pool3d avg_pool3d | tg.max_pool2d(x, 2); there is no other kind
adaptive_max_pool1d adaptive_max_pool3d adaptive_max_pool2d | x.max(axis=(2, 3)) for size 1
adaptive_avg_pool1d | x.mean(axis=2) for size 1
interpolate upsample upsample_nearest upsample_bilinear | tg.repeat(tg.repeat(x, 2, axis=2), 2,
    | axis=3)
grid_sample affine_grid | x[:, :, rows, columns]: indexing has a gradient
pixel_shuffle pixel_unshuffle channel_shuffle | reshape and transpose
unfold | tg.unfold(x, 3)
fold | tg.fold
pad | tg.pad(x, ((0, 0), (1, 1))): one pair for each axis, starting with the first
one_hot | tg.one_hot(labels, 10)
embedding | w[i]
embedding_bag | w[i].mean(axis=1)
multi_head_attention_forward | attention is a custom layer of a few lines: examples/34_language.py
scaled_dot_product_attention | tg.softmax(q @ k.mT / d**0.5, axis=-1) @ v, as in
    | examples/34_language.py
dropout | nn.Dropout(0.5)(x), made once: it knows whether the model is training
dropout2d | nn.Dropout2d(0.5)(x), made once
dropout1d dropout3d alpha_dropout feature_alpha_dropout | nn.Dropout(0.5)(x), made once
batch_norm instance_norm | nn.BatchNorm1d(features)(x), made once: it keeps the running means
layer_norm | nn.LayerNorm(features)(x)
group_norm local_response_norm | nn.LayerNorm(features)(x) is similar
rms_norm | nn.RMSNorm(features)(x)
normalize | x / tg.norm(x, axis=1, keepdims=True)
cosine_similarity | (x * y).sum(axis=1) / (tg.norm(x, axis=1) * tg.norm(y, axis=1))
pairwise_distance | tg.norm(x - y, axis=1)
cross_entropy | nn.CrossEntropy()(logits, labels)
nll_loss | nn.NLL()(log_probabilities, labels)
mse_loss | nn.MSE()(x, y)
l1_loss | nn.L1()(x, y)
huber_loss smooth_l1_loss | nn.Huber()(x, y)
binary_cross_entropy | nn.BCE()(p, y)
binary_cross_entropy_with_logits multilabel_soft_margin_loss multilabel_margin_loss |
    | nn.BCEWithLogits()(logits, y)
kl_div | (p * (tg.log(p) - tg.log(q))).sum(axis=-1).mean()
cosine_embedding_loss margin_ranking_loss hinge_embedding_loss triplet_margin_loss ctc_loss
    triplet_margin_with_distance_loss multi_margin_loss soft_margin_loss poisson_nll_loss
    gaussian_nll_loss | a formula of ops, such as tg.maximum(0, margin - y * x).mean()
""",
    "nn.init": """
xavier_uniform_ | nn.init.xavier_uniform(w, rng=rng)
xavier_normal_ | nn.init.xavier_normal(w, rng=rng)
kaiming_uniform_ | nn.init.kaiming_uniform(w, rng=rng)
kaiming_normal_ | nn.init.kaiming_normal(w, rng=rng)
glorot_uniform | nn.init.xavier_uniform(w, rng=rng)
glorot_normal | nn.init.xavier_normal(w, rng=rng)
he_uniform | nn.init.kaiming_uniform(w, rng=rng)
he_normal | nn.init.kaiming_normal(w, rng=rng)
normal_ normal | w.data = rng.normal(0, 0.02, w.shape)
uniform_ | w.data = rng.uniform(-0.1, 0.1, w.shape)
trunc_normal_ | w.data = np.clip(rng.normal(0, 0.02, w.shape), -0.04, 0.04)
zeros_ zeros | w.data = np.zeros(w.shape)
ones_ ones | w.data = np.ones(w.shape)
constant_ constant | w.data = np.full(w.shape, 0.1)
eye_ eye | w.data = np.eye(*w.shape)
dirac_ sparse_ | w.data = array, of the same shape
orthogonal_ orthogonal | w.data = np.linalg.qr(rng.normal(size=w.shape))[0]
""",
    "optim": """
Adadelta Adamax NAdam RAdam ASGD Rprop Adafactor SparseAdam Muon | there are optim.SGD, optim.Adam,
    | optim.AdamW, optim.RMSprop and optim.Adagrad; any other is ten lines with optim.Optimizer, as
    | in docs/your-own-optimiser.md
LBFGS | optim.SGD(m.parameters(), lr=0.1, momentum=0.9); LBFGS is not here
lr_scheduler | schedules are functions in optim: optim.step_decay(optimizer, 10, 0.1),
    | optim.cosine(optimizer, steps); any other is optim.Schedule(optimizer, lambda k: 0.9**k)
swa_utils | keep a running mean of m.state_dict() yourself
clip_grad_norm_ | optim.clip_grad_norm(m.parameters(), 1.0)
""",
    "optim.lr_scheduler": """
StepLR | optim.step_decay(optimizer, 10, 0.1)
CosineAnnealingLR | optim.cosine(optimizer, steps)
CosineAnnealingWarmRestarts |
    | optim.Schedule(optimizer, lambda k: 0.5 + 0.5 * np.cos(np.pi * (k % n) / n))
ExponentialLR | optim.Schedule(optimizer, lambda k: 0.9**k)
LambdaLR MultiplicativeLR | optim.Schedule(optimizer, lambda k: 0.9**k)
MultiStepLR | optim.Schedule(optimizer, lambda k: 0.1 ** sum(k >= at for at in (30, 80)))
LinearLR ConstantLR PolynomialLR | optim.Schedule(optimizer, lambda k: min(1, (k + 1) / warmup))
OneCycleLR | optim.cosine(optimizer, steps, warmup=0.3)
CyclicLR | optim.Schedule(optimizer, lambda k: abs(k % 20 - 10) / 10)
ReduceLROnPlateau | optimizer.lr *= 0.1, when the validation loss has not fallen for some epochs
SequentialLR ChainedScheduler | optim.Schedule(optimizer, factor), whose factor(k) is the product
LRScheduler | optim.Schedule
""",
    "utils.data": """
DataLoader | tg.datasets.batches(x, y, 64)
Dataset TensorDataset IterableDataset StackDataset | a pair of arrays x, y
random_split Subset | order = rng.permutation(len(x)); train, test = x[order[:n]], x[order[n:]]
ConcatDataset | np.concatenate([a, b])
Sampler RandomSampler SequentialSampler BatchSampler SubsetRandomSampler WeightedRandomSampler |
    | tg.datasets.batches(x, y, 64, rng), or shuffle=False; for other rows x[i], y[i]
DistributedSampler distributed get_worker_info default_collate dataloader dataset sampler |
    | tg.datasets.batches(x, y, 64), in one process
""",
    "datasets": """
MNIST QMNIST | (x, y), (test_x, test_y) = tg.datasets.mnist(), as arrays
FashionMNIST KMNIST EMNIST USPS | tg.datasets.mnist(folder) reads such files instead of the digits
CIFAR10 CIFAR100 SVHN ImageFolder ImageNet | read the arrays x, y yourself; then
    | tg.datasets.batches(x, y, 64)
""",
    "Tensor": """
view view_as reshape_as | x.reshape(2, 3)
contiguous | leave it out: NumPy copes with any memory layout
expand expand_as | tg.broadcast_to(x, (4, 2, 3))
permute | x.transpose(1, 0, 2), which names all axes
t H mH | x.T
where | tg.where(condition, x, y)
split | tg.split(x, 2): 2 is the number of parts here, not their size; or a list of the positions to
    | cut at
sum_to_size | x.sum(axis=0, keepdims=True)
numel nelement | x.size
dim ndimension | x.ndim
element_size itemsize | x.dtype.itemsize
nbytes | x.data.nbytes
stride storage storage_offset untyped_storage data_ptr | x.data.strides; the memory is NumPy's
clone | x + 0 in the graph, x.detach() outside; both copy
cpu cuda device to is_cuda mps pin_memory get_device | everything runs on the CPU; leave it out
    | (another dtype: x.astype(np.float32))
float | x.astype(np.float32), or np.float64, which is the default here
double | x.astype(np.float64)
half bfloat16 | x.astype(np.float16)
long | x.astype(np.int64)
int | x.astype(np.int32)
short | x.astype(np.int16)
char | x.astype(np.int8)
byte | x.astype(np.uint8)
bool | x.astype(bool)
type type_as | x.astype(np.float32)
is_floating_point | x.dtype.kind == "f"
new_zeros new_ones new_full new_empty new_tensor | np.zeros(shape, x.dtype)
grad_fn | x.op and x.inputs say where it came from; tg.explain(x) explains it in words
_backward | x.op; tg.play(loss) shows backward step by step
_prev | x.inputs
_op | x.op
label | x.name, set by tg.Tensor(data, name="x")
register_hook register_post_accumulate_grad_hook hooks | x.retain_grad() before backward keeps
    | x.grad; tg.explain(loss) shows each step
requires_grad_ | w.requires_grad = True
detach_ | x = x.detach()
retains_grad | x.retain_grad()
is_contiguous is_sparse layout is_quantized | tensors are dense NumPy arrays: x.data.flags
indices values | NumPy's max, sort and topk: x.max(axis=1) are the values, and
    | x.argmax(axis=1) the indices
sub subtract | x - y
add | x + y
mul multiply | x * y
div divide true_divide | x / y
pow | x**2
neg negative | -x
mm bmm mv | x @ y
masked_fill | tg.where(mask, value, x)
index_fill | tg.where(mask, value, x)
scatter | tg.scatter(x, index, shape), which adds up; one-hot rows are tg.one_hot(labels, 10)
random normal uniform bernoulli | rng.normal(0, 1, x.shape)
zero_ | x.data[...] = 0, or x.grad = None
fill_ | w.data[...] = 0
copy_ | w.data = new
normal_ | w.data = rng.normal(0, 1, w.shape)
uniform_ | w.data = rng.uniform(-1, 1, w.shape)
add_ | w.data += y
sub_ | w.data -= lr * w.grad
mul_ | w.data *= y
div_ | w.data /= y
clamp_ | w.data = np.clip(w.data, 0, 1)
resize_ | x.reshape(2, 3)
share_memory_ set_ | memory is NumPy's: tg.from_numpy(array)
histc histogram | np.histogram(x.data)
unflatten | x.reshape(2, 3, 4)
unfold | tg.unfold(x, 3), on images
tensor_split chunk | tg.array_split(x, 3)
split_with_sizes | tg.split(x, [2, 5]): the positions to cut at
log_normal_ geometric_ cauchy_ random_ exponential_ | w.data = rng.normal(0, 1, w.shape)
apply_ map_ | an op on each entry: @tg.elementwise
to_sparse to_dense coalesce | all tensors are dense
""",
    "Module": """
reset_parameters | make a new layer, or w.data = new numbers, such as rng.normal(0, 0.02,
    | w.shape)
apply | for _, module in m.named_modules():
modules | [module for _, module in m.named_modules()]
children named_children | for _, module in m.named_modules(), which includes all levels; for a
    | Sequential: for layer in m
register_buffer buffers named_buffers | an array as an attribute: self.mean = np.zeros(3)
register_parameter | self.w = tg.Tensor(x, requires_grad=True)
add_module register_module | setattr(self, name, module), or a list of modules as an attribute
get_parameter get_buffer get_submodule | m.state_dict() and m.named_modules() list them by name
register_forward_hook register_forward_pre_hook register_backward_hook register_full_backward_hook |
    | tg.draw(m, x) and tg.health(m, x) look inside; or call the layers one by one
requires_grad_ | for p in m.parameters(): p.requires_grad = False
cuda cpu device to_empty share_memory | everything runs on the CPU; leave it out
float | m.to(np.float32)
double | m.to(np.float64)
half bfloat16 | m.to(np.float16)
type | m.to(np.float32)
compile | there is nothing to compile: each op runs at once; tg.replay(f) repeats a recorded graph
append extend insert | a list as an attribute: self.layers = [...]; then nn.Sequential(*layers)
load save | tg.save("weights.npz", model=m.state_dict())
training_step fit predict | your own training loop, as in examples/mnist.py
""",
    "Optimizer": """
param_groups | optimizer.lr = 0.1 sets the rate; a group is a dict in params
state defaults | optimizer.state_dict()
add_param_group | give all parameters at once:
    | optim.SGD([{"params": a}, {"params": b, "lr": 0.1}], lr)
register_step_pre_hook register_step_post_hook | a line before or after optimizer.step()
""",
    "Batches": """
dataset | the arrays that you gave: len(x) is its length
batch_size | batches.size
drop_last num_workers pin_memory collate_fn sampler batch_sampler | a batch consists of rows of the
    | arrays; leave it out
""",
    "Schedule": """
get_last_lr get_lr | optimizer.lr
last_epoch | schedule.k
base_lrs | schedule.base
""",
}
