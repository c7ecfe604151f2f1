using Graft.Training.Curves;

namespace Graft.Training.Tests.Curves;

public class FewShotDrawTests
{
    private static readonly int[] Labels = [0, 1, 2, 1, 0, 2, 1, 1, 0, 1, 0, 0, 1];

    [Fact]
    public void Each_class_gives_so_many_or_all_it_has()
    {
        int[] drawn = FewShotDraw.Of(Labels, 3, seed: 1, draw: 0);
        Assert.Equal([3, 3, 2], Enumerable.Range(0, 3).Select(label => drawn.Count(at => Labels[at] == label)));
        Assert.Equal(drawn.Distinct().Order(), drawn);
        Assert.Equal(Enumerable.Range(0, Labels.Length), FewShotDraw.Of(Labels, null, seed: 1, draw: 0));
    }

    [Fact]
    public void A_draw_goes_on_from_the_one_with_fewer_pictures()
    {
        for (int draw = 0; draw < 20; draw++)
        {
            int[] few = FewShotDraw.Of(Labels, 2, seed: 7, draw), more = FewShotDraw.Of(Labels, 4, seed: 7, draw);
            Assert.Empty(few.Except(more));
        }
    }

    [Fact]
    public void The_same_number_draws_the_same_and_every_picture_has_the_same_chance()
    {
        Assert.Equal(FewShotDraw.Of(Labels, 2, seed: 3, draw: 5), FewShotDraw.Of(Labels, 2, seed: 3, draw: 5));
        int[] times = new int[Labels.Length];
        for (int draw = 0; draw < 3000; draw++)
        {
            foreach (int at in FewShotDraw.Of(Labels, 1, seed: 3, draw))
            {
                times[at]++;
            }
        }
        // Binomial: a picture of a class of n is drawn 3000 / n times, give or take 3000/n (1 − 1/n), here within five deviations.
        int[] sizes = [5, 6, 2];
        Assert.All(times, (count, at) =>
        {
            double share = 1.0 / sizes[Labels[at]];
            Assert.InRange(count, (3000 * share) - (5 * Math.Sqrt(3000 * share * (1 - share))), (3000 * share) + (5 * Math.Sqrt(3000 * share * (1 - share))));
        });
    }

    [Fact]
    public void Steps_are_those_the_pictures_allow_and_what_is_beyond_them_is_all()
    {
        List<string> notes = [];
        IReadOnlyList<CurveStep> steps = CurveStep.Of([8, 3, 4], [50, 1, 5, 5, null, 9], note: notes.Add);
        Assert.Equal([new(1, 3, 1, 10), new(5, 12, 4, 10), new(null, 15, 5, 1)], steps);
        Assert.Equal(["no class has more than 8 training pictures; 9, 50 of each mean all of them", "2 of 3 classes have fewer than 5 training pictures; of those, all are taken"], notes);
        Assert.Equal([new(2, 4, 2, 3), new(20, 40, 20, 3), new(null, 60, 30, 1)], CurveStep.Of([30, 30], [2, 20, null], draws: 3));
        Assert.Equal([10, 5], CurveStep.Of([30, 30], [10, 11]).Select(step => step.Draws));
    }
}
