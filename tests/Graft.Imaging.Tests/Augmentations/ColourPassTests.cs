namespace Graft.Imaging.Tests;

/// <summary>Against PIL's ImageEnhance and ImageOps.</summary>
public sealed class ColourPassTests
{
    [Theory]
    [InlineData("brightness-1.4")]
    [InlineData("contrast-0.5")]
    [InlineData("saturation-1.7")]
    [InlineData("sharpness-1.8")]
    [InlineData("sharpness-0.2")]
    public void Blending_steps_are_those_of_PIL(string name)
    {
        // PIL cuts fractions off where we round.
        Assert.InRange(Fixture.Difference(Fixture.Expected(name), Changed(name)), 0, 0.8);
        Assert.InRange(Fixture.Difference(Fixture.Expected("shorter-bilinear"), Changed(name)), 1.2, 200);
    }

    [Theory]
    [InlineData("posterize-4")]
    [InlineData("solarize-100")]
    [InlineData("equalize")]
    public void Table_steps_are_those_of_PIL(string name) => Assert.Equal(Fixture.Expected(name), Changed(name));

    [Fact]
    public void Automatic_contrast_is_that_of_PIL()
    {
        byte[] pixels = Changed("contrast-0.5");
        ColourPass pass = new(pixels, 56);
        pass.AutoContrast();
        Assert.InRange(Fixture.Difference(Fixture.Expected("autocontrast"), pixels), 0, 1.5);
    }

    [Fact]
    public void Matrices_in_a_row_are_one_and_see_the_mean_that_they_make_themselves()
    {
        byte[] together = Fixture.Expected("shorter-bilinear"), apart = Fixture.Expected("shorter-bilinear");
        ColourPass pass = new(together, 56);
        pass.Brightness(0.7);
        pass.Contrast(0.8);
        pass.Saturation(0.6);
        pass.Flush();
        foreach (int step in Enumerable.Range(0, 3))
        {
            ColourPass one = new(apart, 56);
            switch (step)
            {
                case 0:
                    one.Brightness(0.7);
                    break;
                case 1:
                    one.Contrast(0.8);
                    break;
                default:
                    one.Saturation(0.6);
                    break;
            }
            one.Flush();
        }
        Assert.InRange(Fixture.Difference(together, apart), 0, 0.6);
    }

    [Fact]
    public void A_third_of_the_circle_turns_red_to_green_and_leaves_grey_alone()
    {
        byte[] pixels = [200, 100, 40, 100, 40, 100];
        ColourPass pass = new(pixels, 2);
        pass.Hue(1 / 3.0);
        pass.Flush();
        Assert.InRange(pixels[2], pixels[0] + 30, 255);
        Assert.InRange(pixels[2], pixels[4] + 30, 255);
        Assert.Equal([100, 100, 100], [pixels[1], pixels[3], pixels[5]]);
        double before = (0.299 * 200) + (0.587 * 40) + (0.114 * 40), after = (0.299 * pixels[0]) + (0.587 * pixels[2]) + (0.114 * pixels[4]);
        Assert.InRange(after - before, -12, 12);
    }

    private static byte[] Changed(string name)
    {
        byte[] pixels = Fixture.Expected("shorter-bilinear");
        ColourPass pass = new(pixels, 56);
        string[] parts = name.Split('-');
        double amount = parts.Length > 1 ? double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        switch (parts[0])
        {
            case "brightness":
                pass.Brightness(amount);
                break;
            case "contrast":
                pass.Contrast(amount);
                break;
            case "saturation":
                pass.Saturation(amount);
                break;
            case "sharpness":
                pass.Sharpness(amount);
                break;
            case "posterize":
                pass.Posterize((int)amount);
                break;
            case "solarize":
                pass.Solarize((int)amount);
                break;
            default:
                pass.Equalize();
                break;
        }
        pass.Flush();
        return pixels;
    }
}
