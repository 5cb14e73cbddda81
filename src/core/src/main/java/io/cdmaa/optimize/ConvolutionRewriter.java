package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.optimize.ConvAlgorithms.Chosen;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rewrites one graph with the chosen convolution algorithms and image layouts. */
final class ConvolutionRewriter {
  /** The source of a tiled convolution: an image, and the border that a Pad would add to it. */
  private record Source(String image, Border border) {}

  private final Graph graph;
  private final Map<String, Chosen> layers;
  private final GraphBuilder b = new GraphBuilder("f/");
  private final Layouts values;
  private final Map<String, Source> sources;
  private final Set<String> channelsLast;
  private final Map<String, PixelOrder> tileOrders;

  /**
   * @param graph with all types known
   * @param layers the choices, by the results of the convolutions; convolutions that are not
   *     included are kept
   */
  ConvolutionRewriter(Graph graph, Map<String, Chosen> layers) {
    this.graph = graph;
    this.layers = layers;
    values = new Layouts(graph, b);
    sources = sources();
    Map<String, String> images = new HashMap<>();
    sources.forEach((result, source) -> images.put(result, source.image()));
    channelsLast = ChannelsLast.of(graph, images);
    tileOrders = TileOrders.of(graph, layers, images, channelsLast);
  }

  private Map<String, Source> sources() {
    Map<String, Node> makers = new HashMap<>();
    graph.nodes().forEach(n -> makers.put(n.output(), n));
    Map<String, Source> all = new HashMap<>();
    layers.forEach(
        (result, chosen) -> {
          if (chosen.algorithm().isTiled()) {
            all.put(result, source(makers.get(result).input(0), makers));
          }
        });
    return all;
  }

  /** Absorbs a Pad before a tiled convolution, so that it needs no pass of its own. */
  private Source source(String image, Map<String, Node> makers) {
    long[] dims = graph.type(image).dims();
    return Optional.ofNullable(makers.get(image))
        .filter(maker -> maker.opType().equals("Pad"))
        .flatMap(pad -> Border.of(graph, pad).map(border -> new Source(pad.input(0), border)))
        .orElseGet(() -> new Source(image, Border.none(dims[2], dims[3])));
  }

  Graph run() {
    graph.inputs().forEach(v -> b.input(v.name(), v.type()));
    graph.initializers().forEach(b::initializer);
    for (Node node : graph.nodes()) {
      if (layers.containsKey(node.output())) {
        convolution(node, layers.get(node.output()));
      } else if (RowSum.fits(graph, node)) {
        rowSum(node);
      } else if (ChannelsLastRules.fits(graph, node) && isLast(node)) {
        LayoutView view = view(node);
        view.put(node.output(), ChannelsLastRules.write(graph, node, view, b));
      } else {
        b.add(
            node.withInputs(
                node.inputs().stream().map(v -> v.isEmpty() ? v : values.first(v)).toList()));
      }
    }
    Map<String, String> outputs = new LinkedHashMap<>();
    graph.outputs().forEach(v -> outputs.put(v.name(), values.first(v.name())));
    return b.build(outputs);
  }

  /**
   * Values with one number per plane follow the layout of the values that they are computed from.
   */
  private boolean isLast(Node node) {
    return Layouts.differ(graph.type(node.output()))
        ? channelsLast.contains(node.output())
        : node.inputs().stream().anyMatch(v -> channelsLast.contains(v) || values.isLastOnly(v));
  }

  /**
   * Returns the values as a node on images with channels last reads them: row by row unless the
   * order of the pixels does not matter to it. Numbers per plane follow the images that they are
   * computed from.
   */
  private LayoutView view(Node node) {
    if (!ChannelsLastRules.ignoresOrder(graph, node)) {
      return new LayoutView(graph, values, Optional.empty());
    }
    return Layouts.differ(graph.type(node.output()))
        ? view(node.output())
        : new LayoutView(
            graph, values, node.inputs().stream().flatMap(v -> order(v).stream()).findFirst());
  }

  private Optional<PixelOrder> order(String value) {
    return Optional.ofNullable(tileOrders.get(value)).or(() -> values.tiledOnly(value));
  }

  private void rowSum(Node node) {
    long[] dims = graph.type(node.output()).dims();
    if (ChannelsLastRules.fits(graph, node) && isLast(node)) {
      String x = values.last(node.input(0));
      values.putLast(node.output(), RowSum.emit(graph, node, x, Layouts.order(dims), b));
    } else {
      String x = values.first(node.input(0));
      values.putFirst(node.output(), RowSum.emit(graph, node, x, dims, b));
    }
  }

  private void convolution(Node node, Chosen chosen) {
    Layer layer = chosen.layer();
    TensorData given = graph.constant(node.input(1)).orElseThrow();
    TensorData weights = chosen.isFlipped(node) ? ConvAlgorithms.flip(given) : given;
    Optional<String> bias = node.hasInput(2) ? Optional.of(node.input(2)) : Optional.empty();
    Source source = sources.get(node.output());
    if (source == null) {
      String x = values.first(node.input(0));
      values.putFirst(node.output(), chosen.algorithm().emit(b, layer, x, weights, bias));
    } else {
      PixelOrder from = source.border().source();
      PixelOrder to = PixelOrder.rows(layer.output()[2], layer.output()[3]);
      PixelOrder.Pair orders =
          new PixelOrder.Pair(
              tileOrders.getOrDefault(source.image(), from),
              tileOrders.getOrDefault(node.output(), to));
      String x = view(source.image()).last(source.image());
      view(node.output())
          .put(
              node.output(),
              WinogradConvolution.emit(b, layer, x, weights, source.border(), orders, bias));
    }
  }

  private LayoutView view(String image) {
    return new LayoutView(graph, values, Optional.ofNullable(tileOrders.get(image)));
  }
}
