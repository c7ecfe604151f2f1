namespace Graft.Training.Curves;

/// <summary>How the error falls with pictures: floor + factor × n^−exponent, n being pictures of each class.</summary>
/// <remarks>
/// Errors fall as a power of the number of examples over orders of magnitude, down to a floor (Hestness et al. 2017, arXiv:1712.00409, section 3; Viering and Loog 2021, arXiv:2103.10948, section 4).
/// A power law without floor foretells too much (Mahmood et al. 2022, arXiv:2207.01725); with a free floor the fit is as unsure as the points leave it.
/// Least squares, each point weighted by 1 / its variance: for a given exponent the other two follow from a linear problem whose answers must not be negative, and exponents are tried.
/// </remarks>
/// <param name="Floor">The error that pictures of this kind do not mend.</param>
public readonly record struct LearningLaw(double Floor, double Factor, double Exponent)
{
    /// <summary>Points from which on a law of three numbers can be told.</summary>
    public const int FewestPoints = 4;

    /// <summary>1/20 to 2: slower is flat, and faster was never seen.</summary>
    private static readonly double[] Exponents = [.. Enumerable.Range(0, 160).Select(step => 0.05 * Math.Pow(40, step / 159.0))];

    /// <summary>The error with so many pictures of each class.</summary>
    public double Error(double perClass) => Floor + (Factor * Math.Pow(perClass, -Exponent));

    /// <summary>Pictures of each class with which the error is so small; infinite where it never is.</summary>
    public double PicturesFor(double error) => error > Floor && Factor > 0 ? Math.Pow(Factor / (error - Floor), 1 / Exponent) : double.PositiveInfinity;

    /// <summary>The law that is nearest to the points.</summary>
    /// <param name="perClass">Pictures of each class.</param>
    /// <param name="errors">Shares named wrong.</param>
    /// <param name="weights">1 / variance of each, up to a common factor.</param>
    public static LearningLaw Fit(ReadOnlySpan<double> perClass, ReadOnlySpan<double> errors, ReadOnlySpan<double> weights)
    {
        (LearningLaw best, double least) = (default, double.PositiveInfinity);
        foreach (double exponent in Exponents)
        {
            LearningLaw law = Fit(perClass, errors, weights, exponent);
            double apart = 0;
            for (int i = 0; i < errors.Length; i++)
            {
                double each = errors[i] - law.Error(perClass[i]);
                apart += weights[i] * each * each;
            }
            if (apart < least)
            {
                (best, least) = (law, apart);
            }
        }
        return best;
    }

    /// <summary>Floor and factor for an exponent; where one of them would be negative it is 0, and the other is fitted alone.</summary>
    private static LearningLaw Fit(ReadOnlySpan<double> perClass, ReadOnlySpan<double> errors, ReadOnlySpan<double> weights, double exponent)
    {
        double total = 0, x = 0, y = 0, xx = 0, xy = 0;
        for (int i = 0; i < errors.Length; i++)
        {
            double power = Math.Pow(perClass[i], -exponent);
            total += weights[i];
            x += weights[i] * power;
            y += weights[i] * errors[i];
            xx += weights[i] * power * power;
            xy += weights[i] * power * errors[i];
        }
        double spread = (total * xx) - (x * x), factor = spread > 0 ? ((total * xy) - (x * y)) / spread : 0, floor = (y - (factor * x)) / total;
        return factor <= 0 ? new(y / total, 0, exponent) : floor < 0 ? new(0, xy / xx, exponent) : new(floor, factor, exponent);
    }
}
