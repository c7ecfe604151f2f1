using Graft.Runs.TensorBoard;
using Graft.Tests;

namespace Graft.Core.Tests.Runs.TensorBoard;

/// <summary>Files that other programs wrote; the numbers were decoded from their bytes by a script of a few lines.</summary>
public class ForeignEventFileTests
{
    [Theory]
    [InlineData("torchsharp.tfevents", 51, "fsharp/loss", 1, 0.1469818502664566, "fsharp/loss", 50, 0.031716518104076385)]
    [InlineData("keras.tfevents", 81, "val_acc", 0, 0.9674000144004822, "loss", 19, 0.012285389006137848)]
    [InlineData("pytorch.tfevents", 41, "dur", 1, 24.573110580444336, "Loss/valid_acc", 10, 0.9564999938011169)]
    public void Is_read_to_its_end(string name, int count, string firstTag, long firstStep, double first, string lastTag, long lastStep, double last)
    {
        EventRecord[] records = [.. EventFileReader.Read(Path.Combine(TestData.Require("events"), name))];
        Assert.Equal(count, records.Length);
        Assert.Equal(EventKind.Version, records[0].Kind);
        Assert.Equal((firstStep, new ScalarValue(firstTag, first)), (records[1].Step, records[1].Values.Single()));
        Assert.Equal((lastStep, new ScalarValue(lastTag, last)), (records[^1].Step, records[^1].Values.Single()));
    }
}
