using Graft.Runs;

namespace Graft.Core.Tests.Runs;

public class TrainingStateTests
{
    [Fact]
    public void Is_read_back_equal_to_the_last_bit()
    {
        TrainingState state = new() { Step = 1L << 60, Epoch = 3, StepInEpoch = 5, ImagesSeen = 7, BestTop1 = 0.1 + 0.2, BestMetric = double.NaN, BestStep = 2, EvaluationsSinceBest = 1, EmaUpdates = 9, ElapsedSeconds = 1 / 3.0, Seed = -1 };
        Assert.Equal(state, TrainingState.Parse(state.ToJson(), "x"));
        Assert.Equal(new TrainingState(), TrainingState.Parse(new TrainingState().ToJson(), "x"));
    }

    [Theory]
    [InlineData("{", "c.safetensors: the state of training in it is not readable: ")]
    [InlineData("""{"step":"many"}""", "c.safetensors: the state of training in it is not readable: ")]
    [InlineData("null", "c.safetensors: the state of training in it has a negative count, or none. Go on from another checkpoint.")]
    [InlineData("""{"step":-1}""", "c.safetensors: the state of training in it has a negative count, or none. Go on from another checkpoint.")]
    public void A_damaged_one_is_named(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<RunException>(() => TrainingState.Parse(json, "c.safetensors")).Message);
}
