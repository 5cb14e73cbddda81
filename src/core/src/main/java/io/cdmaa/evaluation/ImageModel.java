package io.cdmaa.evaluation;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.Resampler;
import io.cdmaa.runtime.ModelSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A model of one or two RGB images in [-1, 1], [1, 3, H, W], that returns numbers. */
final class ImageModel implements AutoCloseable {
  private static final int CHANNELS = 1;
  private static final int HEIGHT = 2;
  private static final int WIDTH = 3;

  private final Path file;
  private final ModelSession session;

  /**
   * Opens a model.
   *
   * @param images how many images it has to read, each as an input
   * @throws CdmaaException if it cannot be opened or has other inputs
   */
  ImageModel(Path file, int images, SessionFactory sessions) {
    this.file = file;
    this.session = sessions.open(file);
    if (session.inputs().size() != images || !session.inputs().stream().allMatch(this::isImage)) {
      session.close();
      throw new CdmaaException(
          ErrorReason.MODEL,
          file,
          file
              + " has the inputs "
              + session.inputs().stream().map(i -> i.name() + " " + i.shape()).toList()
              + "; it must read "
              + (images == 1 ? "one image" : images + " images")
              + " [N, 3, H, W]");
    }
  }

  private boolean isImage(ModelSession.Input input) {
    List<Long> shape = input.shape();
    return shape.size() == 4
        && (shape.get(0) == 1 || shape.get(0) < 0)
        && (shape.get(CHANNELS) == 3 || shape.get(CHANNELS) < 0);
  }

  /**
   * Returns the values of the model's first output.
   *
   * @param images [3, h, w] each
   * @throws CdmaaException if a value is not finite, or the model fails
   */
  float[] run(List<FloatTensor> images) {
    List<FloatTensor> inputs = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      inputs.add(sized(images.get(i), session.inputs().get(i).shape()));
    }
    float[] values = session.run(inputs).toArray();
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new CdmaaException(
            ErrorReason.NOT_FINITE, file, file + " returns a value that is not finite");
      }
    }
    return values;
  }

  private static FloatTensor sized(FloatTensor image, List<Long> shape) {
    long height = shape.get(HEIGHT) < 0 ? image.shape()[1] : shape.get(HEIGHT);
    long width = shape.get(WIDTH) < 0 ? image.shape()[2] : shape.get(WIDTH);
    boolean fits = height == image.shape()[1] && width == image.shape()[2];
    FloatTensor sized = fits ? image : Resampler.resize(image, (int) height, (int) width);
    return sized.reshaped(1, 3, height, width);
  }

  /** Returns an error about the model's output. */
  CdmaaException unexpected(int values, String expected) {
    return new CdmaaException(
        ErrorReason.MODEL,
        file,
        file + " returns " + values + " values for an image; expected " + expected);
  }

  @Override
  public void close() {
    session.close();
  }
}
