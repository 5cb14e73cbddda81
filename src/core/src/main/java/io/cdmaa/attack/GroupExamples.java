package io.cdmaa.attack;

import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.CodecView;
import io.cdmaa.transform.Frame;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.SurvivalStrategy;
import io.cdmaa.transform.TransformSession;
import io.cdmaa.transform.TransformView;
import java.util.Optional;

/**
 * The objectives of photos of one size against one group, each under the settings' transforms. The
 * group's sessions serve one objective at a time. Not thread-safe.
 */
public final class GroupExamples implements AutoCloseable {
  private final GeneratorGroup group;
  private final AttackSettings settings;
  private Optional<TransformView> view = Optional.empty();

  /**
   * @param group generators with the gradients that the settings need; left open
   * @param settings queries and transforms
   */
  public GroupExamples(GeneratorGroup group, AttackSettings settings) {
    this.group = group;
    this.settings = settings;
  }

  /**
   * Opens the objective of a photo; that of the photo before must not be used any more.
   *
   * @param photo [3, h, w] in [-1, 1]
   * @param face the known attributes of the face
   * @param seed of the transforms and of the queries
   */
  public Objective open(FloatTensor photo, SourceAttributes face, long seed) {
    Objective plain = plain(photo, face, seed);
    Survival survive = settings.survive();
    return survive.isPlain()
        ? plain
        : new TransformedObjective(plain, view(photo), survive, seed, photo.shape());
  }

  /** Opens the objective of a photo without transforms. */
  public Objective plain(FloatTensor photo, SourceAttributes face, long seed) {
    return new GroupObjective(group, photo, face, Optional.empty(), settings.queries(), seed);
  }

  private TransformView view(FloatTensor photo) {
    long[] shape = photo.shape();
    int height = (int) shape[1];
    int width = (int) shape[2];
    if (settings.survive().strategy() == SurvivalStrategy.CODEC) {
      close();
      Photo whole = new Photo(photo, Optional.empty(), 8, Optional.empty());
      view = Optional.of(new CodecView(whole, Crop.whole(width, height), group.factory()));
    } else if (view.isEmpty()) {
      Frame frame = Frame.whole((int) shape[0], height, width);
      view = Optional.of(new TransformSession(group.factory(), frame));
    }
    return view.get();
  }

  @Override
  public void close() {
    view.ifPresent(TransformView::close);
    view = Optional.empty();
  }
}
