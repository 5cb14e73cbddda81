package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.autodiff.Differentiator;
import io.cdmaa.autodiff.Differentiator.Obstacle;
import io.cdmaa.autodiff.Explanation;
import io.cdmaa.autodiff.ZeroDerivatives;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Checks whether a generator can be attacked, before any photo is searched. */
public final class ModelCheck {
  private static final int MOST_NODES = 3;
  private static final byte ZERO = 0;
  private static final byte NOT_ZERO = 1;

  private ModelCheck() {}

  /**
   * Rejects a generator whose output does not depend on the picture.
   *
   * @param manifest the generator's manifest
   * @param generator the generator
   * @param sessions opens its sessions, and caches the result
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static void requireReaction(
      Manifest manifest, Generator generator, SessionFactory sessions) {
    if (!Reaction.of(manifest, generator, sessions.cache())) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          manifest.onnx(),
          "The model "
              + manifest.onnx()
              + " cannot be attacked: its output does not react to the picture; export the"
              + " trained generator, with the picture as the input '"
              + generator.image().name()
              + "'");
    }
  }

  /**
   * Rejects a generator that has no gradient, or whose gradient is zero. A generator with a
   * gradient graph of its own is accepted.
   *
   * @param generator a generator whose output depends on the picture
   * @param sessions opens its sessions, and caches the result
   * @throws CdmaaException with the reason {@link ErrorReason#NO_GRADIENT}, naming the model, the
   *     operators and the remedies
   */
  public static void requireGradient(Generator generator, SessionFactory sessions) {
    obstacle(generator, sessions)
        .ifPresent(
            cause -> {
              throw new CdmaaException(
                  ErrorReason.NO_GRADIENT,
                  generator.source(),
                  "The model "
                      + generator.source()
                      + " has no gradient: "
                      + cause
                      + "; or estimate it from queries, with 'access: query' in its manifest");
            });
  }

  private static Optional<String> obstacle(Generator generator, SessionFactory sessions) {
    if (generator.gradient().isPresent()) {
      return Optional.empty();
    }
    String output = generator.graph().outputs().get(0).name();
    String image = generator.image().name();
    List<Obstacle> obstacles =
        Differentiator.standard().obstacles(generator.graph(), output, image);
    if (!obstacles.isEmpty()) {
      return Optional.of(
          String.join("; ", Explanation.sentences(generator.opset(), obstacles, MOST_NODES)));
    }
    ZeroDerivatives zeros = ZeroDerivatives.of(generator.graph(), generator.opset(), output, image);
    // Without such a node, an output that reacts to the picture has a gradient.
    return zeros.ends().isEmpty() || (zeros.passed() && !isZero(generator, sessions))
        ? Optional.empty()
        : Optional.of(zeros.clause(MOST_NODES));
  }

  /** Returns whether the gradient is zero at some picture; the result is cached. */
  private static boolean isZero(Generator generator, SessionFactory sessions) {
    byte[] known =
        sessions
            .cache()
            .get(
                List.of("zero gradient", generator.digest()),
                () -> new byte[] {gradient(generator, sessions.exact()) == 0 ? ZERO : NOT_ZERO});
    return known.length == 1 && known[0] == ZERO;
  }

  private static double gradient(Generator generator, SessionFactory sessions) {
    PhotoShape shape = new PhotoShape(3, generator.image().height(), generator.image().width());
    SplittableRandom random = new SplittableRandom(0);
    FloatTensor photo = GradientCheck.picture(shape, random);
    FloatTensor gradient = FloatTensor.zeros(photo.shape());
    try (GeneratorSession session = GeneratorSession.withGradient(generator, shape, sessions)) {
      session.reference(session.fakes(photo));
      session.evaluate(GradientCheck.picture(shape, random), gradient);
    }
    double largest = 0;
    for (int i = 0; i < gradient.size(); i++) {
      largest = Math.max(largest, Math.abs(gradient.get(i)));
    }
    return largest;
  }
}
