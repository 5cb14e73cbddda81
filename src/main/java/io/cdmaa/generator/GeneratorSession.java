package io.cdmaa.generator;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.optimize.Formulations;
import io.cdmaa.runtime.PinnedSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;

/**
 * One generator at work on crops of one shape: fakes, losses and the gradient. Not for use by
 * several threads at once.
 */
public final class GeneratorSession implements AutoCloseable {
  private final Generator generator;
  private final PinnedSession session;
  private final boolean withGradient;
  private final FloatTensor fakes;
  private final FloatTensor references;
  private final FloatTensor losses;
  private final FloatTensor partial;
  private final FloatTensor conditions;

  private GeneratorSession(
      Generator generator, PhotoShape photo, SessionFactory factory, boolean withGradient) {
    this.generator = generator;
    this.withGradient = withGradient;
    long[] dims = ObjectiveGraph.fakesDims(generator);
    dims[0] = generator.domains().size();
    fakes = FloatTensor.zeros(dims);
    references = FloatTensor.zeros(dims);
    losses = FloatTensor.zeros(dims[0]);
    partial = passes() > 1 ? FloatTensor.zeros(photo.dims()) : null;
    conditions = conditions(generator);
    Graph graph =
        withGradient
            ? ObjectiveGraph.withGradient(generator, photo)
            : ObjectiveGraph.forward(generator, photo);
    session = factory.open(GraphCodec.encode(formulated(generator, graph, factory)).toByteArray());
  }

  /** A gradient graph that the user brought runs as it is. */
  private static Graph formulated(Generator generator, Graph graph, SessionFactory factory) {
    return generator.gradient().isPresent() ? graph : Formulations.suiting(factory).apply(graph);
  }

  /** A session that can tell losses and gradients. */
  public static GeneratorSession withGradient(
      Generator generator, PhotoShape photo, SessionFactory factory) {
    return new GeneratorSession(generator, photo, factory, true);
  }

  /** A session that can only make fakes, at half the cost. */
  public static GeneratorSession forward(
      Generator generator, PhotoShape photo, SessionFactory factory) {
    return new GeneratorSession(generator, photo, factory, false);
  }

  private static FloatTensor conditions(Generator generator) {
    if (generator.condition().isEmpty()) {
      return null;
    }
    long[] dims = generator.condition().get().type().dims();
    dims[0] = generator.domains().size();
    FloatTensor all = FloatTensor.zeros(dims);
    int row = 0;
    for (Domain domain : generator.domains()) {
      all.rows(row++, 1).buffer().put(domain.condition());
    }
    return all;
  }

  private int passes() {
    return generator.domains().size() / generator.batch();
  }

  /** The generator. */
  public Generator generator() {
    return generator;
  }

  /**
   * The fakes of a photo under every domain.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1], of the shape that the session was opened for
   * @return [K,3,H,W] RGB, nominally in [-1,1]; a new tensor
   */
  public FloatTensor fakes(FloatTensor photo) {
    run(photo, withGradient ? FloatTensor.zeros(photo.shape()) : null);
    return fakes.copy();
  }

  /**
   * Sets what later losses are measured against.
   *
   * @param fakesOfOriginal as {@link #fakes} gave them for the unprotected photo
   */
  public void reference(FloatTensor fakesOfOriginal) {
    references.copyFrom(fakesOfOriginal);
  }

  /**
   * Losses and gradient at a photo.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1]
   * @param gradient overwritten with the gradient of the mean loss over the domains, as many
   *     elements as the photo
   * @return K losses (MSE against the reference, [-1,1] units)
   */
  public double[] evaluate(FloatTensor photo, FloatTensor gradient) {
    if (!withGradient) {
      throw new IllegalStateException("this session makes fakes only");
    }
    run(photo, gradient);
    double[] values = new double[losses.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = losses.get(k);
    }
    return values;
  }

  private void run(FloatTensor photo, FloatTensor gradient) {
    int batch = generator.batch();
    long[] dims = photo.shape();
    session.bindInput(ObjectiveGraph.PHOTO, photo.reshaped(shape4(dims)));
    for (int pass = 0; pass < passes(); pass++) {
      int row = pass * batch;
      session.bindOutput(ObjectiveGraph.FAKES, fakes.rows(row, batch));
      if (conditions != null) {
        session.bindInput(ObjectiveGraph.CONDITION, conditions.rows(row, batch));
      }
      if (withGradient) {
        session.bindInput(ObjectiveGraph.REFERENCE, references.rows(row, batch));
        session.bindOutput(ObjectiveGraph.LOSSES, losses.rows(row, batch));
        FloatTensor target = pass == 0 ? gradient : partial;
        session.bindOutput(ObjectiveGraph.GRADIENT, target.reshaped(shape4(dims)));
      }
      session.run();
      if (pass > 0 && withGradient) {
        accumulate(gradient);
      }
    }
  }

  private static long[] shape4(long[] dims) {
    return dims.length == 4 ? dims : new long[] {1, dims[0], dims[1], dims[2]};
  }

  private void accumulate(FloatTensor gradient) {
    for (int i = 0; i < gradient.size(); i++) {
      gradient.set(i, gradient.get(i) + partial.get(i));
    }
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return generator.name() + Arrays.toString(fakes.shape());
  }
}
