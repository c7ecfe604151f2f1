using Graft.Cli.CommandLine;

namespace Graft.Cli.Tests;

public class MisuseTests
{
    [Theory]
    [InlineData("modls", "graft: there is no command 'modls'; did you mean 'models'?\n'graft --help' shows what there is.")]
    [InlineData("fly", "graft: there is no command 'fly'.\n'graft --help' shows what there is.")]
    [InlineData("train --epoch 3", "graft: graft train has no option '--epoch'; did you mean '--epochs'?\n'graft train --help' shows what there is.")]
    [InlineData("train --epohcs=3", "graft: graft train has no option '--epohcs'; did you mean '--epochs'?\n'graft train --help' shows what there is.")]
    [InlineData("predict model.onnx a.jpg --topp 3", "graft: graft predict has no option '--topp'; did you mean '--top'?\n'graft predict --help' shows what there is.")]
    [InlineData("predict model.onnx", "graft: graft predict needs PATH…: Picture files, and folders of them.\n'graft predict --help' shows what there is.")]
    [InlineData("predict model.onnx a.jpg --top many", "graft: --top many: a whole number is needed.\n'graft predict --help' shows what there is.")]
    [InlineData("predict model.onnx a.jpg --top 1 --top 2", "graft: --top is given more than once.\n'graft predict --help' shows what there is.")]
    [InlineData("train --rate fast", "graft: --rate fast: a number is needed.\n'graft train --help' shows what there is.")]
    [InlineData("evaluate model.onnx --json", "graft: --json needs a value: --json FILE|-.\n'graft evaluate --help' shows what there is.")]
    [InlineData("evaluate model.onnx --mean 1,2", "graft: '1,2' is not three numbers; write them as 0.485,0.456,0.406.\n'graft evaluate --help' shows what there is.")]
    [InlineData("models a b", "graft: graft models does not know what to do with 'b'.\n'graft models --help' shows what there is.")]
    public void A_wrong_command_line_is_explained(string line, string explanation) =>
        Assert.Equal(explanation, Misuse.Explain(GraftProgram.Root().Parse(line.Split(' ')))?.ReplaceLineEndings("\n"));

    [Theory]
    [InlineData("")]
    [InlineData("models")]
    [InlineData("train --help --nonsense")]
    [InlineData("--version")]
    [InlineData("predict model.onnx photo-1.jpg -")]
    [InlineData("evaluate model.onnx --json - --debug")]
    [InlineData("train --data a --model b --set training.rate=-1 --set run.seed=-3")]
    public void A_right_command_line_is_not(string line) => Assert.Null(Misuse.Explain(GraftProgram.Root().Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("epochs", "epohcs", 1)]
    [InlineData("same", "same", 0)]
    public void Edits_are_counted(string from, string to, int edits) => Assert.Equal(edits, NearNames.Edits(from, to));
}
