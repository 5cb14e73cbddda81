package io.cdmaa.generator;

import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;

/** Gives a photo to a session: once, or once per row where nothing is shared between rows. */
final class PhotoInput {
  private final Optional<FloatTensor> rows;

  PhotoInput(Generator generator, Gradients gradients, PhotoShape photo) {
    rows =
        ObjectiveSessions.isRowByRow(generator, gradients)
            ? Optional.of(
                FloatTensor.zeros(
                    generator.batch(), photo.channels(), photo.height(), photo.width()))
            : Optional.empty();
  }

  boolean isRowByRow() {
    return rows.isPresent();
  }

  void bind(BoundSession session, FloatTensor photo) {
    if (rows.isEmpty()) {
      session.bindInput(ObjectiveGraph.PHOTO, photo.reshaped(withRows(photo.shape())));
      return;
    }
    FloatTensor all = rows.get();
    for (int row = 0; row < all.shape()[0]; row++) {
      all.rows(row, 1).copyFrom(photo);
    }
    session.bindInput(ObjectiveGraph.PHOTO, all);
  }

  /**
   * What the graph's gradient can be written to: the tensor itself, or one of all rows.
   *
   * @param gradient as many elements as the photo
   */
  FloatTensor gradient(FloatTensor photo, FloatTensor gradient) {
    return rows.map(FloatTensor::copy).orElseGet(() -> gradient.reshaped(withRows(photo.shape())));
  }

  /** [1,C,h,w] of either [C,h,w] or that. */
  static long[] withRows(long[] dims) {
    return dims.length == 4 ? dims.clone() : new long[] {1, dims[0], dims[1], dims[2]};
  }
}
