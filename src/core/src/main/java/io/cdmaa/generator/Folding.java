package io.cdmaa.generator;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.optimize.BatchIndependence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds a model's graph for as many rows as it provably computes one by one: what a user gets for
 * one photo and one label is what every row of a batch has to be. Rows may depend on each other
 * through statistics of the batch (BatchNormalization in training mode), through shapes that were
 * fixed when the model was exported, or through any operator along the batch axis, whatever the
 * export declares. So independence is proven from the operators, or else tried.
 */
final class Folding {
  private static final Logger LOG = LoggerFactory.getLogger(Folding.class);

  private final Graph graph;
  private final ImagePort image;
  private final Optional<Value> condition;
  private final List<Domain> domains;

  /**
   * @param graph the model's graph with the outputs that are wanted, the fake first
   * @param image its image input
   * @param condition its condition input
   * @param domains what the condition input is fed
   */
  Folding(Graph graph, ImagePort image, Optional<Value> condition, List<Domain> domains) {
    this.graph = realImage(graph, image.name());
    this.image = image;
    this.condition = condition;
    this.domains = domains;
  }

  /**
   * A graph as it will be used.
   *
   * @param graph canonical, with all types known
   * @param rounded whether its output was an image of whole numbers
   */
  record Folded(Graph graph, boolean rounded) {
    /** One byte that tells whether the output was rounded, then the graph. */
    byte[] encoded() {
      byte[] flag = {(byte) (rounded ? 1 : 0)};
      return ByteString.copyFrom(flag)
          .concat(GraphCodec.encodeTyped(graph).toByteString())
          .toByteArray();
    }

    /** What {@link #encoded} gave. */
    static Folded decoded(byte[] bytes) {
      try {
        ByteString graph = ByteString.copyFrom(bytes, 1, bytes.length - 1);
        return new Folded(GraphCodec.decodeTyped(ModelProto.parseFrom(graph)), bytes[0] != 0);
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("a graph that was encoded does not decode", e);
      }
    }
  }

  /**
   * Folded for all rows at a time if they do not depend on each other, otherwise for one.
   *
   * @throws CdmaaException if the graph can be run with one row as little as with all, or only with
   *     all and mixes them
   */
  Folded upTo(int rows) {
    try {
      return rows == 1 ? folded(1) : severalUpTo(rows);
    } catch (CdmaaException e) {
      throw new SizeAdvice(graph, image, condition, domains).of(e);
    }
  }

  /**
   * Folded for one row.
   *
   * @throws CdmaaException if it cannot be
   */
  Folded one() {
    return folded(1);
  }

  private Folded severalUpTo(int rows) {
    Optional<Folded> all = attempt(rows).filter(many -> hasRows(many.graph(), rows));
    if (all.isEmpty()) {
      return folded(1);
    }
    if (isIndependentWithoutWeights(rows)) {
      return all.get();
    }
    Optional<Folded> one = attempt(1).filter(single -> hasRows(single.graph(), 1));
    if (keepsRowsApart(all.get(), one)) {
      return all.get();
    }
    LOG.debug("Rows of {} depend on each other.", image.name());
    return one.orElseThrow(
        () ->
            new CdmaaException(
                ErrorReason.MODEL,
                "the rows of its batch depend on each other, and it runs with "
                    + rows
                    + " rows only; export it with batch 1"));
  }

  /**
   * Whether the rows' independence can be proven before anything is merged into weights, which is
   * the quick way: neither graph's weights are looked at.
   */
  private boolean isIndependentWithoutWeights(int rows) {
    try {
      return BatchIndependence.isProven(canonical(rows, false), canonical(1, false));
    } catch (CdmaaException e) {
      LOG.debug("The rows of {} are not told apart without weights.", image.name(), e);
      return false;
    }
  }

  private boolean keepsRowsApart(Folded all, Optional<Folded> one) {
    if (one.isPresent() && BatchIndependence.isProven(all.graph(), one.get().graph())) {
      return true;
    }
    try {
      return new BatchProbe(image, domains).agree(all.graph(), one.map(Folded::graph));
    } catch (CdmaaException e) {
      LOG.debug("A batch does not run.", e);
      return false;
    }
  }

  /** A graph that was exported for one row is often refused with more, and that is no fault. */
  private Optional<Folded> attempt(int rows) {
    try {
      return Optional.of(folded(rows));
    } catch (CdmaaException e) {
      LOG.debug("The graph cannot be folded for {} rows.", rows, e);
      return Optional.empty();
    }
  }

  private static boolean hasRows(Graph folded, int rows) {
    TensorType type = folded.outputs().get(0).type();
    return type.rank() > 0 && type.dim(0) == rows;
  }

  private Folded folded(int rows) {
    Graph canonical = canonical(rows, true);
    String output = graph.outputs().get(0).name();
    boolean rounded = RoundingRemoval.isRounded(canonical, output);
    return new Folded(GraphPasses.run(GraphPasses.smoothing(output), canonical), rounded);
  }

  private Graph canonical(int rows, boolean weights) {
    Map<String, long[]> dims = new HashMap<>();
    dims.put(image.name(), image.dims(rows));
    condition.ifPresent(v -> dims.put(v.name(), withRows(v.type().dims(), rows)));
    return GraphPasses.run(GraphPasses.preparing(dims, weights), graph);
  }

  /** The dimensions with another number of rows. */
  static long[] withRows(long[] dims, int rows) {
    long[] changed = dims.clone();
    changed[0] = rows;
    return changed;
  }

  /**
   * The graph with its image input declared as real numbers. An export that takes integers (uint8)
   * is fed the same values unrounded: rounding has no gradient and is no part of the objective.
   */
  private static Graph realImage(Graph graph, String image) {
    return graph.withInputs(
        graph.inputs().stream()
            .map(
                v ->
                    v.name().equals(image) && !v.type().elementType().isFloatingPoint()
                        ? new Value(v.name(), TensorType.floats(v.type().dims()))
                        : v)
            .toList());
  }
}
