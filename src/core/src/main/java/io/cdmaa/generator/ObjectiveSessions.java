package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.Precision;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.ModelException;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.optimize.ConvAlgorithms;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.SessionFactory;
import java.util.List;
import java.util.function.Supplier;

/** Opens the session for a generator, with a graph that is derived or taken from the cache. */
final class ObjectiveSessions {
  private ObjectiveSessions() {}

  /**
   * Opens the graph for as many photos as the generator takes. Its cache key includes all that
   * affects the graph: the generator's digest (files, ports, domains, rows per pass, inner tensor),
   * the photo's shape, the loss, whether there is a gradient of the sum or of each row, its
   * precision, and how algorithms are chosen.
   *
   * @throws CdmaaException if the generator cannot be differentiated, or not for this loss
   */
  static BoundSession open(
      Generator generator,
      PhotoShape photo,
      SessionFactory factory,
      Gradients gradients,
      Loss loss) {
    SessionFactory suited = gradients == Gradients.NONE ? factory.exact() : factory;
    // A user-supplied gradient graph must not be rewritten.
    boolean derives = generator.gradient().isEmpty();
    boolean halved = suited.precision() == Precision.FP16 && derives;
    List<String> key =
        List.of(
            "objective",
            gradients.name(),
            generator.digest(),
            photo.toString(),
            loss.toString(),
            suited.usesCuda() ? "cuda" : "cpu",
            halved ? "fp16" : "fp32",
            ConvAlgorithms.key(suited));
    Supplier<byte[]> derived =
        () -> {
          ConvAlgorithms algorithms = ConvAlgorithms.suiting(suited);
          try {
            Graph graph = graph(generator, photo, gradients, loss, algorithms, halved);
            return GraphCodec.encode(graph).toByteArray();
          } catch (ModelException e) {
            throw ModelFile.about(generator.source(), e);
          }
        };
    byte[] model = suited.cache().get(key, derived);
    if (suited.precision() == Precision.BF16 && derives) {
      BoundSession exact = open(generator, photo, suited.exact(), gradients, loss);
      return new ExactStart(exact, suited.openInBfloat16(model));
    }
    BoundSession session = suited.open(model);
    return halved ? new LossScale(generator.name(), session) : session;
  }

  /**
   * Returns the graph that a session runs, for as many photos as the generator takes. A
   * user-supplied gradient graph runs as it is.
   *
   * @param halved whether it computes in float16
   */
  static Graph graph(
      Generator generator,
      PhotoShape photo,
      Gradients gradients,
      Loss loss,
      ConvAlgorithms algorithms,
      boolean halved) {
    Graph graph;
    if (gradients == Gradients.NONE) {
      graph = ObjectiveGraph.forward(generator, photo, loss);
    } else if (isRowByRow(generator, gradients)) {
      graph = ObjectiveGraph.withGradientPerDomain(generator, photo, loss);
    } else {
      graph = ObjectiveGraph.withGradient(generator, photo, loss);
    }
    boolean given = gradients != Gradients.NONE && generator.gradient().isPresent();
    return given ? graph : GraphPasses.run(GraphPasses.finishing(algorithms, halved), graph);
  }

  /** Returns whether the rows of a pass share nothing; a given graph computes only sums. */
  static boolean isRowByRow(Generator generator, Gradients gradients) {
    return gradients == Gradients.PER_DOMAIN
        && generator.batch() > 1
        && generator.gradient().isEmpty();
  }
}
