namespace Graft.Imaging.Tests;

public sealed class Food101Tests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public Food101Tests()
    {
        foreach (string file in new[] { "images/soup/1.jpg", "images/soup/2.JPEG", "images/soup/3.jpg", "images/cake/4.jpg", "images/cake/5.jpg", "images/cake/6.jpg" })
        {
            folder.Put(file);
        }
        folder.PutText("meta/classes.txt", "soup\ncake\n");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Text_lists_and_the_order_of_classes_are_kept()
    {
        folder.PutText("meta/labels.txt", "Hot soup\nSweet cake\n");
        folder.PutText("meta/train.txt", "soup/1\nsoup/2\ncake/4\ncake/5\n");
        folder.PutText("meta/test.txt", "soup/3\ncake/6\n");
        ImageDataset dataset = ImageDataset.Open(folder.Path);
        Assert.Equal(["soup", "cake"], dataset.Classes);
        Assert.Equal(["Hot soup", "Sweet cake"], dataset.Labels);
        Assert.Equal(["images/cake/6.jpg", "images/soup/3.jpg"], dataset.Items(Split.Test).Select(item => item.Key));
        Assert.Equal([1, 0], dataset.Items(Split.Test).Select(item => item.Label));
        Assert.Equal((2, 2), (dataset.Items(Split.Train).Count, dataset.Items(Split.Validation).Count));
    }

    /// <summary>What the tutorial of 2018 does: all training pictures are trained on, and the test list is its validation set.</summary>
    [Fact]
    public void The_test_pictures_are_watched_only_when_that_is_asked_for()
    {
        folder.PutText("meta/train.txt", "soup/1\nsoup/2\ncake/4\ncake/5\n");
        folder.PutText("meta/test.txt", "soup/3\ncake/6\n");
        ImageDataset ours = ImageDataset.Open(folder.Path), tutorials = ImageDataset.Open(folder.Path, new() { ValidateOnTest = true });
        Assert.Empty(ours.Items(Split.Validation).Select(item => item.Key).Intersect(ours.Items(Split.Test).Select(item => item.Key)));
        Assert.Equal(tutorials.Items(Split.Test), tutorials.Items(Split.Validation));
        Assert.Equal(4, tutorials.Items(Split.Train).Count);
    }

    [Fact]
    public void Lists_as_JSON_say_the_same()
    {
        folder.PutText("meta/train.json", """{"cake": ["cake/4", "cake/5"], "soup": ["soup/1", "soup/2"]}""");
        folder.PutText("meta/test.json", """{"cake": ["cake/6"], "soup": ["soup/3"]}""");
        string asJson = ImageDataset.Open(folder.Path).Fingerprint;
        File.Delete(folder.Of("meta/train.json"));
        folder.PutText("meta/train.txt", "soup/1\nsoup/2\ncake/4\ncake/5\n");
        Assert.Equal(asJson, ImageDataset.Open(folder.Path).Fingerprint);
    }

    [Theory]
    [InlineData("soup/1\npie/7\n", "train.txt, line 2: class 'pie' is not in meta/classes.txt.")]
    [InlineData("soup/1\nnonsense\n", "train.txt, line 2: 'nonsense' is no CLASS/ID.")]
    [InlineData("soup/../../../etc/passwd\n", "train.txt, line 1: 'soup/../../../etc/passwd' is no CLASS/ID.")]
    public void Mistakes_are_named_with_their_line(string list, string message)
    {
        folder.PutText("meta/train.txt", list);
        Assert.Contains(message, Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_listed_twice_counts_once()
    {
        folder.PutText("meta/train.txt", "soup/1\nsoup/2\ncake/4\nsoup/3\n");
        folder.PutText("meta/test.txt", "soup/3\ncake/6\n");
        ImageDataset dataset = ImageDataset.Open(folder.Path);
        Assert.Equal([$"{folder.Of("meta/test.txt")}, line 1: 'soup/3' is listed before (train); the first listing counts."], dataset.Warnings);
        Assert.Single(dataset.Items(Split.Test));
    }

    [Fact]
    public void A_class_without_pictures_keeps_its_place_and_is_named()
    {
        folder.PutText("meta/classes.txt", "soup\npie\ncake\n");
        folder.PutText("meta/train.txt", "soup/1\nsoup/2\ncake/4\ncake/5\n");
        ImageDataset dataset = ImageDataset.Open(folder.Path);
        Assert.Equal(["1 class has no picture: 'pie'."], dataset.Warnings);
        Assert.Contains(dataset.Items(Split.Train), item => item.Label == 2);
    }
}
