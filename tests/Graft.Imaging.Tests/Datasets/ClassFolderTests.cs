namespace Graft.Imaging.Tests;

public sealed class ClassFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Split_folders_are_used_as_they_are_whatever_their_case()
    {
        foreach (string file in new[] { "Train/dog/1.jpg", "Train/dog/2.JPG", "Train/cat/deep/er/3.jpeg", "Train/cat/4.Jpg", "valid/dog/5.jpg", "valid/cat/6.jpg", "TEST/dog/7.jpg" })
        {
            folder.Put(file);
        }
        ImageDataset dataset = ImageDataset.Open(folder.Path);
        Assert.Equal(["cat", "dog"], dataset.Classes);
        Assert.Equal(["Train/cat/4.Jpg", "Train/cat/deep/er/3.jpeg", "Train/dog/1.jpg", "Train/dog/2.JPG"], dataset.Items(Split.Train).Select(item => item.Key));
        Assert.Equal([0, 0, 1, 1], dataset.Items(Split.Train).Select(item => item.Label));
        Assert.Equal(["valid/cat/6.jpg", "valid/dog/5.jpg"], dataset.Items(Split.Validation).Select(item => item.Key));
        Assert.Equal(["TEST/dog/7.jpg"], dataset.Items(Split.Test).Select(item => item.Key));
        Assert.Empty(dataset.Warnings);
    }

    [Fact]
    public void Validation_is_held_out_from_train_and_adding_photos_moves_none()
    {
        for (int i = 0; i < 120; i++)
        {
            folder.Put($"train/{"abc"[i % 3]}/{i}.jpg");
            folder.Put($"test/{"abc"[i % 3]}/{i}t.jpg");
        }
        ImageDataset before = ImageDataset.Open(folder.Path);
        Assert.Equal(120, before.Items(Split.Test).Count);
        Assert.InRange(before.Items(Split.Validation).Count, 3, 24);
        Assert.Equal(3, before.Items(Split.Validation).Select(item => item.Label).Distinct().Count());
        for (int i = 120; i < 200; i++)
        {
            folder.Put($"train/{"abc"[i % 3]}/{i}.jpg");
        }
        ImageDataset after = ImageDataset.Open(folder.Path);
        Assert.Equal(200, after.Items(Split.Train).Count + after.Items(Split.Validation).Count);
        Assert.Empty(Keys(before, Split.Validation).Except(Keys(after, Split.Validation)));
        Assert.Empty(Keys(before, Split.Train).Except(Keys(after, Split.Train)));
        Assert.NotEqual(before.Fingerprint, after.Fingerprint);
        Assert.Equal(after.Fingerprint, ImageDataset.Open(folder.Path).Fingerprint);
    }

    [Fact]
    public void One_flat_set_is_split_in_three_and_small_classes_get_their_share()
    {
        for (int i = 0; i < 300; i++)
        {
            folder.Put($"large/{i}.jpg");
        }
        foreach (string file in new[] { "pair/1.jpg", "pair/2.jpg", "triple/1.jpg", "triple/2.jpg", "triple/3.jpg", "single/1.jpg" })
        {
            folder.Put(file);
        }
        ImageDataset dataset = ImageDataset.Open(folder.Path, new() { ValidationFraction = 0.2, TestFraction = 0.3 });
        int Count(Split split, string name) => dataset.Items(split).Count(item => dataset.Classes[item.Label] == name);
        Assert.InRange(Count(Split.Validation, "large"), 40, 80);
        Assert.InRange(Count(Split.Test, "large"), 65, 115);
        Assert.Equal((1, 1, 0), (Count(Split.Train, "pair"), Count(Split.Validation, "pair"), Count(Split.Test, "pair")));
        Assert.Equal((1, 1, 1), (Count(Split.Train, "triple"), Count(Split.Validation, "triple"), Count(Split.Test, "triple")));
        Assert.Equal((1, 0, 0), (Count(Split.Train, "single"), Count(Split.Validation, "single"), Count(Split.Test, "single")));
    }

    [Fact]
    public void A_class_may_be_called_train()
    {
        foreach (string file in new[] { "train/1.jpg", "bus/2.jpg", "car/3.jpg" })
        {
            folder.Put(file);
        }
        Assert.Equal(["bus", "car", "train"], ImageDataset.Open(folder.Path).Classes);
    }

    [Fact]
    public void Links_are_followed_and_circles_are_not()
    {
        folder.Put("photos/1.jpg");
        folder.Put("photos/2.jpg");
        folder.Put("set/b/3.jpg");
        Directory.CreateSymbolicLink(folder.Of("set/a"), folder.Of("photos"));
        File.CreateSymbolicLink(folder.Of("set/b/4.jpg"), folder.Of("photos/1.jpg"));
        Directory.CreateSymbolicLink(folder.Of("set/b/loop"), folder.Of("set/b"));
        ImageDataset dataset = ImageDataset.Open(folder.Of("set"), new() { CheckFiles = false });
        Assert.Equal(["a/1.jpg", "a/2.jpg", "b/3.jpg", "b/4.jpg"], Enum.GetValues<Split>().SelectMany(dataset.Items).Select(item => item.Key).Order(StringComparer.Ordinal));
        Assert.Equal([$"Folder 'b/loop' leads back to a folder it lies in ('{folder.Of("set/b")}') and is not followed."], dataset.Warnings);
    }

    [Fact]
    public void What_deserves_a_word_gets_one()
    {
        for (int i = 0; i < 200; i++)
        {
            folder.Put($"train/{"ab"[i % 2]}/{i}.jpg");
        }
        folder.Put("train/a/.DS_Store");
        folder.Put("train/a/readme.txt");
        folder.Put("train/a/phone.heic");
        folder.Put("train/a/zz-really.jpg", File.ReadAllBytes(Fixture.File("photo-palette.png")));
        folder.Put("train/a/zz-broken.jpg", "<html>404</html>"u8.ToArray());
        folder.Put("train/b/zz-both.jpg", File.ReadAllBytes(folder.Of("train/a/0.jpg")));
        folder.Put("test/b/seen.jpg", File.ReadAllBytes(folder.Of("train/b/1.jpg")));
        folder.Put("test/only/1.jpg");
        folder.Put("train/loose.jpg");
        folder.Put("extra/x/1.jpg");
        Directory.CreateDirectory(folder.Of("train/nothing"));
        Assert.Equal(
            [
                "Passed over 1 folder beside test/, train/: extra.",
                "Passed over 1 picture in no class folder: train/loose.jpg.",
                "Passed over 1 picture in a format that is not read (JPEG, PNG, WebP, GIF and BMP are): train/a/phone.heic. Convert to JPEG or PNG.",
                "Passed over 1 file without the extension of a picture: train/a/readme.txt.",
                "Class 'nothing' has no picture and is left out.",
                "Left out 1 picture that cannot be used: 'train/a/zz-broken.jpg' (an HTML, XML or SVG text (often the error page of a download)).",
                "Read 1 file by content, against the extension: 'train/a/zz-really.jpg' is PNG.",
                "Found 1 picture in two classes: 'train/a/0.jpg' and 'train/b/zz-both.jpg'. Both stay, though no network can get both right: delete the wrong one.",
                "Found 1 picture in the test set and outside it: 'train/b/1.jpg' and 'test/b/seen.jpg'. Accuracy on the test set comes out too high: delete one of them.",
                "1 class has no training picture and cannot be learned: 'only'. Add some, or check how the folders are named.",
            ], ImageDataset.Open(folder.Path).Warnings);
    }

    [Fact]
    public void Too_many_unusable_files_are_fatal()
    {
        for (int i = 0; i < 40; i++)
        {
            folder.Put($"{"ab"[i % 2]}/{i}.jpg", i is 3 or 4 ? [] : null);
        }
        Assert.Equal($"{folder.Path}: 2 of 40 pictures cannot be used (5 %, more than 1 %): 'a/4.jpg' (an empty file), 'b/3.jpg' (an empty file). Copy them again, convert them, or take them out.",
            Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_folder_without_a_data_set_says_what_is_expected()
    {
        Assert.StartsWith($"{folder.Of("none")}: there is no such folder or file. ", Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Of("none"))).Message, StringComparison.Ordinal);
        Assert.Contains("no data set is recognised here. Expected is one folder of pictures per class", Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Path)).Message, StringComparison.Ordinal);
        folder.Put("train/1.jpg");
        folder.Put("test/1.jpg");
        Assert.Contains("'test', 'train' should hold one folder per class, but hold no folders", Assert.Throws<DatasetException>(() => ImageDataset.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Keys(ImageDataset dataset, Split split) => dataset.Items(split).Select(item => item.Key);
}
