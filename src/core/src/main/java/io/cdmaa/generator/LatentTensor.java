package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.TensorType;
import java.util.List;
import java.util.Optional;

/** Finds the inner tensor that a latent loss compares. */
final class LatentTensor {
  private LatentTensor() {}

  /** Returns the name of the tensor if the loss compares one. */
  static Optional<String> name(Manifest manifest, Graph graph, Loss loss) {
    if (!(loss instanceof Loss.Latent wanted)) {
      return Optional.empty();
    }
    String name =
        wanted
            .tensor()
            .or(manifest::latent)
            .orElseThrow(
                () ->
                    new CdmaaException(
                        ErrorReason.LATENT_UNNAMED,
                        "no inner tensor is named for the latent loss; write 'latent: TENSOR' into"
                            + " its manifest, or name one with the loss"));
    List<String> known =
        graph.nodes().stream()
            .flatMap(node -> node.outputs().stream())
            .filter(output -> !output.isEmpty())
            .toList();
    if (!known.contains(name)) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "it has no tensor '"
              + name
              + "'; did you mean '"
              + Suggestions.nearest(name, known)
              + "'?");
    }
    return Optional.of(name);
  }

  /** Returns the tensor's name and type in the graph for a number of rows. */
  static PreparedGraph.Latent in(Manifest manifest, String name, TensorType type, int rows) {
    if (type.rank() == 0 || type.dim(0) != rows || !type.elementType().isFloatingPoint()) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "its tensor '"
              + name
              + "' is "
              + type
              + " in "
              + manifest.onnx().getFileName()
              + ", which is not one row of real numbers per photo; name another for the latent"
              + " loss");
    }
    return new PreparedGraph.Latent(name, type);
  }
}
