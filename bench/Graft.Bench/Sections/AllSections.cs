using Graft.Bench.Comparisons;

namespace Graft.Bench.Sections;

/// <summary>What <c>bench/all.sh</c> can measure, in the order in which it does.</summary>
internal static class AllSections
{
    private static readonly (string Name, Action<Comparison> Run)[] Sections =
    [
        (LinearSection.Name, LinearSection.Run),
        ("step", all => TrainingStepComparison.Run(all, networks: [], alsoFrozen: false)),
        ("loader", all => LoaderComparison.Run(all.Data, Math.Max(all.Rounds, 3))),
        ("predict", all => PredictComparison.Run(all.Data, all.Rounds, ["mobilenet_v2", "resnet50"])),
        (StartSection.Name, StartSection.Run),
        (HeadSection.Name, HeadSection.Run),
        (FinetuneSection.Name, FinetuneSection.Run),
        (BudgetSection.Name, BudgetSection.Run),
        (GrowthSection.Name, GrowthSection.Run),
    ];

    public static string Names => string.Join(' ', Sections.Select(section => section.Name));

    /// <summary>Runs the named sections, or all.</summary>
    public static int Run(Comparison all, string[] names)
    {
        foreach (string name in names.Where(name => !Sections.Any(section => section.Name == name)))
        {
            Console.Error.WriteLine($"{name}: no such section; there are {Names}.");
            return 2;
        }
        Directory.CreateDirectory(all.Work);
        foreach ((string name, Action<Comparison> run) in Sections.Where(section => names.Length == 0 || names.Contains(section.Name)))
        {
            Console.Error.WriteLine($"== {name}");
            run(all);
        }
        if (all.Failures > 0)
        {
            Console.Error.WriteLine($"{all.Failures} measurements failed; run the same command again for them alone.");
        }
        return all.Failures > 0 ? 1 : 0;
    }
}
