using Graft.Models;

namespace Graft.Imaging.Tests;

/// <summary>inference.py of 2018 places its square across by (height − side) / 2. The boxes below are what numpy's slice img[ho:ho+c, wo:wo+c] cuts out of a picture.</summary>
public class MisplacedSquareTests
{
    [Theory]
    [InlineData(300, 200, 50, 0, 200, 200, 0, 0, 200, 200)] // wide: the left edge
    [InlineData(200, 300, 0, 50, 200, 200, 50, 50, 150, 200)] // tall: past the right edge, so 150 wide
    [InlineData(513, 512, 0, 0, 512, 512, 0, 0, 512, 512)]
    [InlineData(256, 256, 0, 0, 256, 256, 0, 0, 256, 256)]
    [InlineData(100, 400, 0, 150, 100, 100, 99, 150, 1, 100)] // numpy's slice is empty and the tutorial fails: ours keeps a column
    public void Ours_is_in_the_middle_and_the_tutorials_is_not(int width, int height, int x, int y, int boxWidth, int boxHeight, int wrongX, int wrongY, int wrongWidth, int wrongHeight)
    {
        Preprocessing preprocessing = new() { Policy = ResizePolicy.CentreSquare };
        Assert.Equal(Window.Whole((x, y, boxWidth, boxHeight), preprocessing), Window.Centre(preprocessing, width, height));
        Assert.Equal(Window.Whole((wrongX, wrongY, wrongWidth, wrongHeight), preprocessing), Window.Centre(preprocessing with { Policy = ResizePolicy.MisplacedSquare }, width, height));
    }

    [Fact]
    public void It_is_read_like_any_other_window()
    {
        using PhotoReader reader = new();
        Preprocessing right = new() { Policy = ResizePolicy.CentreSquare, Height = 56, Width = 56 };
        byte[] ours = new byte[3 * 56 * 56], theirs = new byte[3 * 56 * 56];
        reader.Read(Fixture.File("photo.png"), right, ours);
        reader.Read(Fixture.File("photo.png"), right with { Policy = ResizePolicy.MisplacedSquare }, theirs);
        Assert.InRange(Fixture.Difference(ours, theirs), 1, 255);
    }
}
