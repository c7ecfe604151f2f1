using Graft.Archives;
using Graft.Downloads;

namespace Graft.Imaging;

/// <summary>Food-101: 101 dishes, of each 750 pictures to learn from, left as they were found, and 250 to test on, looked at one by one.</summary>
/// <remarks>Bossard, Guillaumin and Van Gool, "Food-101: Mining Discriminative Components with Random Forests", ECCV 2014.</remarks>
public static class Food101
{
    public const int TrainPerClass = 750, TestPerClass = 250;

    /// <summary>What is said of the rights in the pictures.</summary>
    public const string Terms = "pictures of Foodspotting's users, for research only (fair use); beyond that, ask Foodspotting";

    /// <summary>The archive as the authors publish it. MD5 as in torchvision's datasets/food101.py; size and SHA-256 as in TensorFlow Datasets' url_checksums/food101.txt, the SHA-256 also in torchvision's prototypes.</summary>
    public static RemoteFile Archive { get; } = new()
    {
        Name = "food-101.tar.gz",
        Address = new("http://data.vision.ee.ethz.ch/cvl/food-101.tar.gz"),
        Size = 4_996_278_331,
        Sha256 = "d97d15e438b7f4498f96086a4f7e2fa42a32f2712e87d3295441b2b6314053a4",
        Md5 = "85eeb15f3717b99a5da872d97d918f87",
    };

    /// <summary>How it is unpacked: JPEGs hardly pack at all, so twice the archive is room enough; the archive's leading folder is left out.</summary>
    public static TarExtraction Extraction { get; } = new() { MostBytes = 2 * Archive.Size!.Value, MostEntries = 120_000, Strip = 1 };

    /// <summary>Class names in label order.</summary>
    public static IReadOnlyList<string> Classes { get; } =
    [
        "apple_pie", "baby_back_ribs", "baklava", "beef_carpaccio", "beef_tartare", "beet_salad", "beignets", "bibimbap", "bread_pudding", "breakfast_burrito", "bruschetta", "caesar_salad",
        "cannoli", "caprese_salad", "carrot_cake", "ceviche", "cheese_plate", "cheesecake", "chicken_curry", "chicken_quesadilla", "chicken_wings", "chocolate_cake", "chocolate_mousse", "churros",
        "clam_chowder", "club_sandwich", "crab_cakes", "creme_brulee", "croque_madame", "cup_cakes", "deviled_eggs", "donuts", "dumplings", "edamame", "eggs_benedict", "escargots", "falafel",
        "filet_mignon", "fish_and_chips", "foie_gras", "french_fries", "french_onion_soup", "french_toast", "fried_calamari", "fried_rice", "frozen_yogurt", "garlic_bread", "gnocchi", "greek_salad",
        "grilled_cheese_sandwich", "grilled_salmon", "guacamole", "gyoza", "hamburger", "hot_and_sour_soup", "hot_dog", "huevos_rancheros", "hummus", "ice_cream", "lasagna", "lobster_bisque",
        "lobster_roll_sandwich", "macaroni_and_cheese", "macarons", "miso_soup", "mussels", "nachos", "omelette", "onion_rings", "oysters", "pad_thai", "paella", "pancakes", "panna_cotta",
        "peking_duck", "pho", "pizza", "pork_chop", "poutine", "prime_rib", "pulled_pork_sandwich", "ramen", "ravioli", "red_velvet_cake", "risotto", "samosa", "sashimi", "scallops",
        "seaweed_salad", "shrimp_and_grits", "spaghetti_bolognese", "spaghetti_carbonara", "spring_rolls", "steak", "strawberry_shortcake", "sushi", "tacos", "takoyaki", "tiramisu", "tuna_tartare", "waffles",
    ];
}
