using Graft.Cli.CommandLine;

namespace Graft.Cli.Tests;

public class ErrorTextTests
{
    [Fact]
    public void A_named_error_is_its_message_and_the_causes_it_does_not_quote()
    {
        Exception error = new MisuseException("a.onnx cannot be read: disk on fire. Copy it again.");
        Assert.Equal("graft: a.onnx cannot be read: disk on fire. Copy it again.", ErrorText.Of(error, debug: false));
        Exception deeper = new IOException("the folder cannot be made", new IOException("no room left", new IOException("the folder cannot be made.")));
        Assert.Equal("graft: the folder cannot be made\n  because: no room left", ErrorText.Of(deeper, debug: false).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void An_unexpected_error_is_called_a_defect_and_debug_shows_where()
    {
        Exception error = Assert.Throws<InvalidOperationException>(() => Array.Empty<int>().First());
        Assert.Contains("graft: InvalidOperationException: ", ErrorText.Of(error, debug: false));
        Assert.Contains("This is a defect of Graft.", ErrorText.Of(error, debug: false));
        Assert.DoesNotContain("   at ", ErrorText.Of(error, debug: false));
        Assert.Contains("   at ", ErrorText.Of(error, debug: true));
    }

    [Fact]
    public void The_only_error_of_several_tasks_stands_for_all() =>
        Assert.Equal("graft: lost", ErrorText.Of(new AggregateException(new IOException("lost")), debug: false));
}
