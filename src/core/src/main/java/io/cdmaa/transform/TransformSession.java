package io.cdmaa.transform;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Applies transforms by their graphs, which are opened once per structure and kept. Not
 * thread-safe.
 */
public final class TransformSession implements TransformView {
  /** The graphs of one structure, and the transform whose parameters are currently set. */
  private static final class Opened {
    private final BoundSession forward;
    private final BoundSession backward;
    private Transform bound;

    Opened(BoundSession forward, BoundSession backward) {
      this.forward = forward;
      this.backward = backward;
    }
  }

  private final SessionFactory factory;
  private final Frame frame;
  private final FloatTensor seed;
  private final Map<String, Opened> structures = new HashMap<>();
  private Opened current;

  /**
   * Creates a session without opening any graph yet.
   *
   * @param factory opens the sessions, in float32 whatever its precision
   * @param frame the part of the photo that the transforms apply to
   */
  public TransformSession(SessionFactory factory, Frame frame) {
    this.factory = factory.exact();
    this.frame = frame;
    seed = FloatTensor.zeros(dims());
  }

  private long[] dims() {
    return new long[] {1, frame.channels(), frame.height(), frame.width()};
  }

  @Override
  public void use(Transform transform) {
    current =
        structures.computeIfAbsent(
            TransformGraph.structure(transform, frame), name -> open(name, transform));
    if (transform.equals(current.bound)) {
      return;
    }
    TransformGraph.parameters(transform, frame)
        .forEach(
            (name, data) -> {
              FloatTensor value = FloatTensor.of(data.floats(), data.dims());
              current.forward.bindInput(name, value);
              current.backward.bindInput(name, value);
            });
    current.bound = transform;
  }

  private Opened open(String structure, Transform transform) {
    BoundSession forward =
        open(structure, "forward", () -> TransformGraph.forward(transform, frame));
    try {
      return new Opened(
          forward,
          open(structure, "gradient", () -> TransformGraph.withGradient(transform, frame)));
    } catch (RuntimeException | Error e) {
      forward.close();
      throw e;
    }
  }

  private BoundSession open(String structure, String what, Supplier<Graph> graph) {
    List<String> key = List.of("transform", what, structure, frame.toString());
    return factory.open(
        factory.cache().get(key, () -> GraphCodec.encode(graph.get()).toByteArray()));
  }

  @Override
  public void apply(FloatTensor photo, FloatTensor transformed) {
    current.forward.bindInput(TransformGraph.PHOTO, photo.reshaped(dims()));
    current.forward.bindOutput(TransformGraph.TRANSFORMED, transformed.reshaped(dims()));
    current.forward.run();
  }

  @Override
  public void pullBack(FloatTensor photo, FloatTensor gradient) {
    seed.copyFrom(gradient);
    current.backward.bindInput(TransformGraph.PHOTO, photo.reshaped(dims()));
    current.backward.bindInput(TransformGraph.SEED, seed);
    current.backward.bindOutput(TransformGraph.GRADIENT, gradient.reshaped(dims()));
    current.backward.run();
  }

  @Override
  public void close() {
    structures
        .values()
        .forEach(
            opened -> {
              opened.forward.close();
              opened.backward.close();
            });
    structures.clear();
  }
}
