package io.cdmaa.generator;

import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;

/** Feeds a photo to a session: once, or once per row if the rows share nothing. */
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
   * Returns the tensor that receives the graph's gradient: the given one, or one for all rows.
   *
   * @param gradient as many elements as the photo
   */
  FloatTensor gradient(FloatTensor photo, FloatTensor gradient) {
    return rows.map(FloatTensor::copy).orElseGet(() -> gradient.reshaped(withRows(photo.shape())));
  }

  /** Returns [1,C,h,w] for either [C,h,w] or [1,C,h,w]. */
  static long[] withRows(long[] dims) {
    return dims.length == 4 ? dims.clone() : new long[] {1, dims[0], dims[1], dims[2]};
  }
}
