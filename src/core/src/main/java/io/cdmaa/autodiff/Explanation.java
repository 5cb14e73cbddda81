package io.cdmaa.autodiff;

import io.cdmaa.autodiff.Differentiator.Obstacle;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OperatorVersions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Describes obstacles in sentences: the nodes, their operator's version, the reason and the
 * remedies.
 */
public final class Explanation {
  /** A remedy for every obstacle. */
  static final String OTHERWISE =
      "name another output (manifest: output: {name: NAME}), or supply a gradient graph (manifest:"
          + " gradient: FILE)";

  private Explanation() {}

  /**
   * Returns one sentence per cause.
   *
   * @param opset the operator set of the model's file
   * @param obstacles what prevents the gradient
   * @param mostNodes how many nodes to name per cause
   */
  public static List<String> sentences(int opset, List<Obstacle> obstacles, int mostNodes) {
    Map<List<String>, List<Obstacle>> byCause = new LinkedHashMap<>();
    for (Obstacle o : obstacles) {
      byCause
          .computeIfAbsent(
              List.of(o.node().domain(), o.node().opType(), o.reason(), o.remedy()),
              k -> new ArrayList<>())
          .add(o);
    }
    return byCause.values().stream().map(same -> sentence(opset, same, mostNodes)).toList();
  }

  private static String sentence(int opset, List<Obstacle> sameCause, int mostNodes) {
    Obstacle first = sameCause.get(0);
    List<Node> nodes = sameCause.stream().map(Obstacle::node).distinct().toList();
    String more = nodes.size() > mostNodes ? " and " + (nodes.size() - mostNodes) + " more" : "";
    return nodes.stream().limit(mostNodes).map(Node::label).collect(Collectors.joining(", "))
        + more
        + " ("
        + OperatorVersions.name(first.node(), opset)
        + "): "
        + first.reason()
        + "; "
        + first.remedy()
        + ", "
        + OTHERWISE;
  }
}
