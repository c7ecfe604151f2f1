using System.Diagnostics;
using System.Globalization;
using Graft.TorchSharpPeer;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

// The recipe of bench/pytorch/finetune.py, as a user of TorchSharp would write it by hand.
// usage: Graft.TorchSharpPeer DATA WEIGHTS.pth [EPOCHS] [SEED]
// Prints the seconds since the start of the process and the top-1 on the test pictures after the head and after each epoch.
DateTime start = Process.GetCurrentProcess().StartTime.ToUniversalTime();
NativeLoading.Prepare();
(string data, string weights, int epochs, int seed) = (args[0], args[1], args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 6, args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1);
const int Batch = 32, Workers = 2;
random.manual_seed(seed);
set_num_threads(2);

int classes = File.ReadAllLines(Path.Combine(data, "meta", "classes.txt")).Length;
MobileNetV2 network = new(classes);
network.Load(weights);

(Tensor x, Tensor y) = Features("train");
Linear head = Probe(x, y, out Tensor mean, out Tensor deviation);
using (no_grad())
{
    network.Classifier.weight!.copy_(head.weight! / deviation);
    network.Classifier.bias!.copy_(head.bias! - (head.weight! / deviation * mean).sum(1));
}
Report("probe");

using Photos train = new(data, "train", varies: true);
SGD optimizer = optim.SGD(network.parameters(), 0.001, momentum: 0.9, weight_decay: 1e-4);
optim.lr_scheduler.LRScheduler? schedule = epochs > 0 ? optim.lr_scheduler.OneCycleLR(optimizer, max_lr: 0.001, total_steps: epochs * (int)(train.Count / Batch), pct_start: 0.1) : null;
for (int epoch = 1; epoch <= epochs; epoch++)
{
    network.eval(); // batch norm stays on its running statistics
    network.named_children().First(child => child.name == "classifier").module.train();
    using DataLoader loader = utils.data.DataLoader(train, Batch, shuffle: true, seed: seed + epoch, num_worker: Workers, drop_last: true);
    foreach (Dictionary<string, Tensor> batch in loader)
    {
        using IDisposable scope = NewDisposeScope();
        optimizer.zero_grad();
        Tensor loss = nn.functional.cross_entropy(network.call(batch["picture"]), batch["label"].flatten(), label_smoothing: 0.1);
        loss.backward();
        optimizer.step();
        schedule!.step();
    }
    Report($"epoch {epoch}");
}

(Tensor X, Tensor Y) Features(string split)
{
    using IDisposable gradients = no_grad();
    network.eval();
    using Photos photos = new(data, split, varies: false);
    using DataLoader loader = utils.data.DataLoader(photos, Batch, shuffle: false, num_worker: Workers, drop_last: false);
    List<Tensor> rows = [], labels = [];
    foreach (Dictionary<string, Tensor> batch in loader)
    {
        using DisposeScope scope = NewDisposeScope();
        rows.Add(network.Features(batch["picture"]).MoveToOuterDisposeScope());
        labels.Add(batch["label"].flatten().MoveToOuterDisposeScope());
    }
    return (cat(rows), cat(labels));
}

static Linear Probe(Tensor x, Tensor y, out Tensor mean, out Tensor deviation)
{
    const double Penalty = 0.1;
    mean = x.mean([0]);
    deviation = x.std(0);
    deviation = deviation.clamp(min: 0.1 * deviation.median());
    Tensor standard = (x - mean) / deviation;
    Linear head = nn.Linear(x.shape[1], y.max().item<long>() + 1);
    nn.init.zeros_(head.weight!);
    nn.init.zeros_(head.bias!);
    // TorchSharp's L-BFGS has no line search: a step of a tenth stays stable.
    LBFGS optimizer = optim.LBFGS(head.parameters(), lr: 0.1, max_iter: 200);
    optimizer.step(() =>
    {
        optimizer.zero_grad();
        Tensor loss = nn.functional.cross_entropy(head.call(standard), y) + (0.5 * Penalty * head.weight!.square().sum());
        loss.backward();
        return loss;
    });
    return head;
}

void Report(string point)
{
    double seconds = (DateTime.UtcNow - start).TotalSeconds;
    using IDisposable gradients = no_grad();
    network.eval();
    using Photos photos = new(data, "test", varies: false);
    using DataLoader loader = utils.data.DataLoader(photos, Batch, shuffle: false, num_worker: Workers, drop_last: false);
    long right = 0;
    foreach (Dictionary<string, Tensor> batch in loader)
    {
        using IDisposable scope = NewDisposeScope();
        right += network.call(batch["picture"]).argmax(1).eq(batch["label"].flatten()).sum().item<long>();
    }
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point} {seconds:f1} s top-1 {right / (double)photos.Count:f3}"));
}
