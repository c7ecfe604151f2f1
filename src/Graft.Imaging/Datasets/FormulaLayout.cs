using Graft.Imaging.Formula;

namespace Graft.Imaging;

/// <summary>The pictures that a formula draws: no files, and all to train on, of which a part is held out.</summary>
internal static class FormulaLayout
{
    public static Listing List(FormulaTask task)
    {
        Listing listing = new("drawn by a formula") { Formula = task, Classes = [.. Enumerable.Range(0, task.Classes).Select(FormulaTask.NameOf)] };
        listing.Entries.Capacity = task.Classes * task.Instances;
        for (int label = 0; label < task.Classes; label++)
        {
            for (int instance = 0; instance < task.Instances; instance++)
            {
                listing.Entries.Add(new(FormulaTask.KeyOf(label, instance), task.AddressOf(label, instance), label, Split.Train));
            }
        }
        return listing;
    }
}
