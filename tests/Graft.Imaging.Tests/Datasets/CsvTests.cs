namespace Graft.Imaging.Tests;

public sealed class CsvTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CsvTests()
    {
        foreach (string file in new[] { "a.jpg", "b.jpg", "c.jpg", "sub/d, \"e\".jpg", "sub/f.jpg" })
        {
            folder.Put(file);
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("path,label,split\na.jpg,yes,train\nb.jpg,no,train\nc.jpg,no,val\n\"sub/d, \"\"e\"\".jpg\",yes,test\n")]
    [InlineData("a.jpg,yes,train\r\nb.jpg,no,\r\n\r\nc.jpg,no,validation\r\n\"sub/d, \"\"e\"\".jpg\",yes,test")]
    [InlineData("\uFEFFClass;Split;Filename\nyes;train;a.jpg\nno;train;./b.jpg\nno;VALID;c.jpg\nyes;test;\"sub\\d, \"\"e\"\".jpg\"\n")]
    public void Rows_are_read_with_and_without_a_header(string text)
    {
        folder.PutText("table.csv", text);
        ImageDataset dataset = ImageDataset.Open(folder.Of("table.csv"));
        Assert.Equal(["no", "yes"], dataset.Classes);
        Assert.Equal([("a.jpg", 1), ("b.jpg", 0)], dataset.Items(Split.Train).Select(item => (item.Key, item.Label)));
        Assert.Equal([("c.jpg", 0)], dataset.Items(Split.Validation).Select(item => (item.Key, item.Label)));
        Assert.Equal([("sub/d, \"e\".jpg", 1)], dataset.Items(Split.Test).Select(item => (item.Key, item.Label)));
        Assert.Empty(dataset.Warnings);
    }

    [Fact]
    public void Without_a_split_column_the_split_is_drawn()
    {
        folder.PutText("t.csv", "photo,what is it\na.jpg,x\nb.jpg,x\nc.jpg,y\nsub/f.jpg,y\n");
        ImageDataset dataset = ImageDataset.Open(folder.Of("t.csv"), new() { TestFraction = 0 });
        Assert.Equal((2, 2, 0), (dataset.Items(Split.Train).Count, dataset.Items(Split.Validation).Count, dataset.Items(Split.Test).Count));
    }

    [Theory]
    [InlineData("a.jpg,x,train\nb.jpg,y,later\n", "line 2: 'later' is no split. Expected is train, val or test, or nothing for train.")]
    [InlineData("a.jpg,x\nb.jpg\n", "line 2: the label is missing. Each line is path,label[,split].")]
    [InlineData("a.jpg,\"x\nb.jpg,y\n", "line 1: a quote is opened and never closed.")]
    [InlineData("", "the table has no rows.")]
    [InlineData("path,label\n", "the table has no rows.")]
    public void Mistakes_are_named_with_their_line(string text, string message)
    {
        folder.PutText("t.csv", text);
        Assert.Contains(message, Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Of("t.csv"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_in_two_classes_and_a_missing_file_are_named()
    {
        folder.PutText("t.csv", "a.jpg,x\nb.jpg,y\na.jpg,y\ngone.jpg,x\n");
        ImageDataset dataset = ImageDataset.Open(folder.Of("t.csv"));
        Assert.Equal($"{folder.Of("t.csv")}, line 3: 'a.jpg' is listed as 'y', but as 'x' in line 1: a picture in two classes; the first listing counts.", dataset.Warnings[0]);
        Assert.Equal("Left out 1 picture that cannot be used: 'gone.jpg' (it is not there).", dataset.Warnings[1]);
    }
}
