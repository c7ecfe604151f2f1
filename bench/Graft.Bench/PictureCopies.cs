using System.Buffers.Binary;
using Graft.Imaging;

namespace Graft.Bench;

/// <summary>As many pictures as one wants of those at hand: each file is a copy with a number after its end, where decoders do not look, so that no two files hold the same bytes.</summary>
internal static class PictureCopies
{
    /// <summary>Writes a folder for each class; what is there already stays.</summary>
    /// <param name="classes">All copies of a picture are of one class; with none given it keeps its own.</param>
    public static void Write(string folder, ImageItem[] pictures, int count, int? classes = null)
    {
        string stamp = Path.Combine(folder, ".written");
        if (File.Exists(stamp))
        {
            return;
        }
        byte[][] files = [.. pictures.Select(picture => File.ReadAllBytes(picture.File))];
        // Neighbours in the list are of one class, so a stride without a common divisor spreads the first few over all.
        int stride = Enumerable.Range((int)(pictures.Length * 0.62), pictures.Length).First(step => Coprime(step, pictures.Length));
        Parallel.For(0, count, i =>
        {
            int source = (int)((long)i * stride % pictures.Length);
            string place = Directory.CreateDirectory(Path.Combine(folder, $"class{(classes is { } many ? source % many : pictures[source].Label):0000}")).FullName;
            byte[] number = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(number, i + 1);
            using FileStream file = File.Create(Path.Combine(place, $"{i:000000}{Path.GetExtension(pictures[source].File)}"));
            file.Write(files[source]);
            file.Write(number);
        });
        File.WriteAllText(stamp, "");
    }

    private static bool Coprime(int a, int b) => b == 0 ? a == 1 : Coprime(b, a % b);
}
