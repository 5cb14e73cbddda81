package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Determines whether a graph with an open image size fails because of the size that it was given,
 * by trying sizes nearby: networks that halve their image several times require multiples of a
 * power of two.
 */
record SizeAdvice(Graph graph, ImagePort image, Optional<Value> condition, List<Domain> domains) {
  private static final int[] MULTIPLES = {4, 8, 16, 32, 64};

  /** Returns the failure itself, or one that names sizes at which the graph runs. */
  CdmaaException of(CdmaaException failure) {
    TensorType type = graph.input(image.name()).orElseThrow().type();
    boolean open =
        type.rank() == 4
            && (type.dim(image.layout().heightAxis()) < 1
                || type.dim(image.layout().widthAxis()) < 1);
    if (!open) {
      return failure;
    }
    List<String> fitting = new ArrayList<>();
    // Only a few attempts: each takes as long as loading the model.
    for (int multiple : MULTIPLES) {
      if (!fitting.isEmpty()) {
        break;
      }
      if (image.height() % multiple != 0 || image.width() % multiple != 0) {
        addIfFitting(fitting, multiple, 0);
        if (!fitting.isEmpty()) {
          addIfFitting(fitting, multiple, multiple);
        }
      }
    }
    return fitting.isEmpty()
        ? failure
        : new CdmaaException(
            ErrorReason.MODEL,
            "it does not run at "
                + size(image.height(), image.width())
                + " pixels, but at "
                + String.join(" or ", fitting)
                + "; give a size that it was trained for (image: {size: N} in its manifest)",
            failure);
  }

  private void addIfFitting(List<String> fitting, int multiple, int more) {
    int height = image.height() / multiple * multiple + more;
    int width = image.width() / multiple * multiple + more;
    if (height < 1 || width < 1) {
      return;
    }
    ImagePort sized =
        new ImagePort(image.name(), image.layout(), image.color(), image.range(), height, width);
    try {
      new Folding(graph, sized, condition, domains).one();
      fitting.add(size(height, width));
    } catch (CdmaaException e) {
      // This size does not work either.
    }
  }

  private static String size(int height, int width) {
    return width + " x " + height;
  }
}
