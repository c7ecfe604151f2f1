using Graft.Graphs;
using Graft.Graphs.Ops;

namespace Graft.Onnx.Reading.Operations;

/// <summary>Operations that move values about without computing; their shape arguments become attributes.</summary>
internal static class Layouts
{
    public static void Reshape(NodeImport node)
    {
        ImportedValue shape = node.Value(1);
        IEnumerable<Dim> target = shape.Integers ?? [.. node.Numbers(1, "shape").Select(size => (Dim)size)];
        if (node.Long("allowzero", 0) != 0 && target.Any(size => size == 0))
        {
            throw node.Fault("asks for an empty axis", "A picture network has none; export the model again.");
        }
        ImportedValue x = node.Value(0);
        node.Emit(new Reshape(ReshapeTarget.Of(node, x, [.. target])), x);
    }

    /// <summary>Joins along an axis. In a file of batch 1, a constant beside pictures stands for one copy a picture.</summary>
    public static void Concat(NodeImport node)
    {
        ImportedValue[] parts = [.. Enumerable.Range(0, node.InputCount).Select(node.Value)];
        int axis = node.Int("axis", 1);
        if (node.Graph.FixedBatch == 1 && Axes.Normalize(axis, parts[0].Rank) > 0 && parts.FirstOrDefault(part => part.Sizes[0] == Dim.Unknown(GraphImport.Batch)) is { } pictures)
        {
            parts = [.. parts.Select(part => part.Sizes[0] == 1 ? node.Step(new Expand([.. Enumerable.Repeat(-1L, part.Rank)]), part, pictures) : part)];
        }
        node.Emit(new Concat(axis), parts);
    }

    /// <summary>An axis that is not repeated gets the target −1, so that a dynamic batch stays as it is; one repeated to the batch takes it from a value that has it.</summary>
    public static void Expand(NodeImport node)
    {
        ImportedValue x = node.Value(0);
        ValueList<Dim> target = node.Value(1).Integers ?? [.. node.Numbers(1, "shape").Select(size => (Dim)size)];
        ImportedValue? like = node.Graph.Model.IsOurs ? (BatchNote.Parse(node.Node.Doc) is { } name ? node.Graph.Find(name) : null)
            : target is [{ IsNumber: false } batch, ..] && target.Count >= x.Rank && (target.Count > x.Rank || x.Sizes[0] == 1) ? node.Graph.LatestWith(batch) : null;
        Expand op = new([.. target.Select((size, axis) =>
        {
            int at = axis - target.Count + x.Rank;
            return size == 1 || (axis == 0 && like is not null) || (at >= 0 && x.Sizes[at] == size && !size.IsNumber) || (at == 0 && x.Sizes[0] == Dim.Unknown(GraphImport.Batch) && size == (node.Graph.FixedBatch ?? 1)) ? -1
                : size.IsNumber ? size.Factor
                : throw node.Fault($"repeats axis {axis} to the size {size}, which is known only when the graph runs", "Export the model with a fixed picture size; the batch may stay dynamic.");
        })]);
        node.Emit(op, like is null ? [x] : [x, like]);
    }

    /// <summary>One place along an axis, which goes away, or a list of places, which stays an axis.</summary>
    public static void Gather(NodeImport node)
    {
        long[] places = node.Numbers(1, "indices");
        int axis = node.Int("axis", 0);
        node.Emit(node.Value(1).Rank == 0 ? new Gather(axis, places[0]) : new Take(axis, [.. places]), node.Value(0));
    }

    /// <summary>The pads are attributes before opset 11 and inputs since: first all beginnings, then all ends.</summary>
    public static void Pad(NodeImport node)
    {
        ImportedValue x = node.Value(0);
        long[] pads = node.LongsAt(1, "pads") ?? [];
        long[] axes = node.Has(3) ? node.Numbers(3, "axes") : [.. Enumerable.Range(0, x.Rank)];
        if (pads.Length != 2 * axes.Length)
        {
            throw node.Fault($"has {pads.Length} pads for {axes.Length} axes", "Each axis needs one at its beginning and one at its end; export the model again.");
        }
        var edges = new (long Before, long After)[x.Rank];
        for (int i = 0; i < axes.Length; i++)
        {
            edges[Axes.Normalize(checked((int)axes[i]), x.Rank)] = (pads[i], pads[axes.Length + i]);
        }
        if (edges.All(edge => edge == default))
        {
            node.Alias(x);
            return;
        }
        string mode = node.Text("mode", "constant");
        if (mode != "constant" || x.Rank != 4 || edges[0] != default || edges[1] != default)
        {
            throw node.Fault($"pads an input of shape {x.Shape} by {string.Join(", ", pads)} in the mode '{mode}'", "Graft pads the height and width of pictures (N, channels, height, width) with a constant.");
        }
        node.Emit(new Pad(new(edges[2].Before, edges[3].Before, edges[2].After, edges[3].After), node.Scalar(2, "value", 0)), x);
    }

    /// <summary>All arguments are attributes before opset 10 and inputs since.</summary>
    public static void Slice(NodeImport node)
    {
        long[] starts = node.LongsAt(1, "starts") ?? [], ends = node.LongsAt(2, "ends") ?? [];
        long[] axes = node.LongsAt(3, "axes") ?? [.. Enumerable.Range(0, starts.Length)];
        long[] steps = node.Has(4) ? node.Numbers(4, "steps") : [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Any(step => step < 1))
        {
            throw node.Fault($"has {starts.Length} starts, {ends.Length} ends, {axes.Length} axes and the steps ({string.Join(", ", steps)})", "Graft reads forward slices with as many of each.");
        }
        node.Emit(new Slice([.. starts], [.. ends], [.. axes.Select(axis => checked((int)axis))], [.. steps]));
    }

    /// <summary>The sizes are an attribute before opset 13 and an input since; without them the parts are alike, the last one possibly smaller.</summary>
    public static void Split(NodeImport node)
    {
        ImportedValue x = node.Value(0);
        int axis = node.Int("axis", 0);
        long[]? sizes = node.LongsAt(1, "split");
        if (sizes is null)
        {
            Dim size = x.Sizes[Axes.Normalize(axis, x.Rank)];
            long parts = node.Node.Outputs.Count;
            if (!size.IsNumber)
            {
                throw node.Fault($"cuts an axis of unknown size into {parts} parts", "Export the model with a fixed picture size.");
            }
            long part = (size.Factor + parts - 1) / parts;
            sizes = [.. Enumerable.Range(0, (int)parts).Select(i => Math.Clamp(size.Factor - (i * part), 0, part))];
        }
        if (sizes.Length != node.Node.Outputs.Count)
        {
            throw node.Fault($"has {sizes.Length} sizes for {node.Node.Outputs.Count} outputs", "The file is damaged; export it again.");
        }
        node.EmitAll(new Split(axis, [.. sizes]), x);
    }

    public static void Squeeze(NodeImport node)
    {
        ImportedValue x = node.Value(0);
        long[] axes = node.LongsAt(1, "axes") ?? [];
        node.Emit(new Squeeze([.. axes.Select(axis => checked((int)axis))]), x);
    }

    public static void Transpose(NodeImport node)
    {
        ImportedValue x = node.Value(0);
        node.Emit(new Transpose([.. node.Longs("perm")?.Select(axis => checked((int)axis)) ?? Enumerable.Range(0, x.Rank).Reverse()]), x);
    }

    public static void Unsqueeze(NodeImport node)
    {
        long[] axes = node.LongsAt(1, "axes") ?? throw node.Fault("adds no axis", "The file is damaged; export it again.");
        node.Emit(new Unsqueeze([.. axes.Select(axis => checked((int)axis))]));
    }
}
