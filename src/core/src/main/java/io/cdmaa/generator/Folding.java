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
 * Folds a model's graph for as many rows as it provably computes independently, because each row of
 * a batch must equal the result that a user gets for one photo and one label. Rows may depend on
 * each other through batch statistics (BatchNormalization in training mode), through shapes fixed
 * at export, or through any operator that acts along the batch axis, whatever the export declares.
 * Independence is therefore proven from the operators or, failing that, tested by experiment.
 */
final class Folding {
  private static final Logger LOG = LoggerFactory.getLogger(Folding.class);

  private final Graph graph;
  private final ImagePort image;
  private final Optional<Value> condition;
  private final List<Domain> domains;

  /**
   * @param graph the model's graph with the requested outputs, the fake first
   * @param image its image input
   * @param condition its condition input
   * @param domains the values for the condition input
   */
  Folding(Graph graph, ImagePort image, Optional<Value> condition, List<Domain> domains) {
    this.graph = realImage(graph, image.name());
    this.image = image;
    this.condition = condition;
    this.domains = domains;
  }

  /**
   * A folded graph.
   *
   * @param graph canonical, with all types known
   * @param rounded whether its output was an image of integers
   */
  record Folded(Graph graph, boolean rounded) {
    /** Returns one byte that states whether the output was rounded, followed by the graph. */
    byte[] encoded() {
      byte[] flag = {(byte) (rounded ? 1 : 0)};
      return ByteString.copyFrom(flag)
          .concat(GraphCodec.encodeTyped(graph).toByteString())
          .toByteArray();
    }

    /** Decodes the result of {@link #encoded}. */
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
   * Folds for the given number of rows if they are independent, otherwise for one row.
   *
   * @throws CdmaaException if the graph runs neither with one row nor with all, or runs only with
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
   * Folds for one row.
   *
   * @throws CdmaaException if the graph cannot be folded
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
   * Returns whether the rows can be proven independent before constants are merged into weights.
   * This is the fast way, since it reads no weights.
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

  /** Returns empty if folding fails: graphs exported for one row often do, and that is no error. */
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

  /** Returns the dimensions with another number of rows. */
  static long[] withRows(long[] dims, int rows) {
    long[] changed = dims.clone();
    changed[0] = rows;
    return changed;
  }

  /**
   * Returns the graph with its image input declared as floats. An export with an integer input
   * (uint8) is fed the same values unrounded: rounding has no gradient and is not part of the
   * objective.
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
