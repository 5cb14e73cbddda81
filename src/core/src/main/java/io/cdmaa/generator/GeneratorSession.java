package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A session that runs one generator on crops of one shape and computes fakes, losses and gradients.
 * Not thread-safe.
 */
public final class GeneratorSession implements AutoCloseable {
  /** Which gradients a session computes in addition to fakes. */
  public enum Gradients {
    /** None: fakes only, at half the cost. */
    NONE,
    /** The losses and the gradient of their weighted sum. */
    WEIGHTED,
    /** The losses and the gradient of each of them. */
    PER_DOMAIN
  }

  private final Generator generator;
  private final BoundSession session;
  private final Gradients gradients;
  private final DomainPasses passes;
  private final SessionTensors tensors;

  /** The gradient of one of several passes; null if a single pass suffices. */
  private final FloatTensor partial;

  private final PhotoInput input;

  /** Opens a session for crops of one shape, with the default loss. */
  public GeneratorSession(
      Generator generator, PhotoShape photo, SessionFactory factory, Gradients gradients) {
    this(generator, photo, factory, gradients, Loss.mse());
  }

  /**
   * Opens a session for crops of one shape.
   *
   * @throws CdmaaException if the generator cannot be differentiated, or not for this loss
   */
  public GeneratorSession(
      Generator generator,
      PhotoShape photo,
      SessionFactory factory,
      Gradients gradients,
      Loss loss) {
    this(
        generator,
        photo,
        gradients,
        loss,
        ObjectiveSessions.open(generator, photo, factory, gradients, loss));
  }

  /**
   * Wraps an open session and closes it at the end.
   *
   * @param session runs the {@linkplain ObjectiveSessions#open graph} for one photo
   */
  GeneratorSession(
      Generator generator, PhotoShape photo, Gradients gradients, Loss loss, BoundSession session) {
    this.session = session;
    this.generator = generator;
    this.gradients = gradients;
    passes = DomainPasses.of(generator);
    tensors = new SessionTensors(generator, gradients, loss);
    boolean sums = gradients == Gradients.WEIGHTED && passes.count() > 1;
    partial = sums ? FloatTensor.zeros(photo.dims()) : null;
    input = new PhotoInput(generator, gradients, photo);
  }

  /** Opens a session that computes losses and the gradient of their weighted sum. */
  public static GeneratorSession withGradient(
      Generator generator, PhotoShape photo, SessionFactory factory) {
    return new GeneratorSession(generator, photo, factory, Gradients.WEIGHTED);
  }

  /** Opens a session that only computes fakes, at half the cost. */
  public static GeneratorSession forward(
      Generator generator, PhotoShape photo, SessionFactory factory) {
    return new GeneratorSession(generator, photo, factory, Gradients.NONE);
  }

  /**
   * Sets the face to which the conditions of later passes refer. The conditions are an input of the
   * graph, so nothing is rebuilt, but the reference must be set again.
   *
   * @param photo the known attributes of the face
   */
  public void source(SourceAttributes photo) {
    tensors.source(photo);
  }

  /** Returns which gradients this session computes. */
  public Gradients gradients() {
    return gradients;
  }

  /** Returns the generator. */
  public Generator generator() {
    return generator;
  }

  /**
   * Computes the fakes of a photo under every domain.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1], of the shape that the session was opened for
   * @return [K,3,H,W] RGB, nominally in [-1,1]; a new tensor
   */
  public FloatTensor fakes(FloatTensor photo) {
    run(photo, gradients == Gradients.NONE ? null : FloatTensor.zeros(photo.shape()));
    return tensors.fakes().copy();
  }

  /**
   * Sets the reference of later losses from the unprotected photo.
   *
   * @param photo [C,h,w] in [-1,1], of the shape that the session was opened for
   * @param mask for a weighted loss [1,h,w], at least 0
   * @throws CdmaaException if the loss needs a mask that is missing or all zero, or if the fakes
   *     contradict the declared range of the generator's output
   */
  public void anchor(FloatTensor photo, Optional<FloatTensor> mask) {
    session.nextPhoto(); // before the fakes, too: the previous search may have ended in bf16
    FloatTensor own = fakes(photo);
    session.nextPhoto();
    RangeCheck.require(generator, photo, own);
    tensors.reference().anchor(photo, own, tensors.compared(), mask);
  }

  /**
   * Sets the reference of later losses, for losses without a map.
   *
   * @param fakesOfOriginal the result of {@link #fakes} for the unprotected photo
   */
  public void reference(FloatTensor fakesOfOriginal) {
    tensors.reference().values().copyFrom(fakesOfOriginal);
    session.nextPhoto();
  }

  /**
   * Computes the losses of a photo from its fakes, for a session without gradients.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1]
   * @return K losses
   */
  public double[] evaluate(FloatTensor photo) {
    require(Gradients.NONE);
    run(photo, null);
    return tensors.measured();
  }

  /**
   * Computes the losses and the gradient of their mean.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1]
   * @param gradient overwritten with the gradient of the mean loss over the domains, as many
   *     elements as the photo
   * @return K losses (MSE against the reference, [-1,1] units)
   */
  public double[] evaluate(FloatTensor photo, FloatTensor gradient) {
    double[] uniform = new double[passes.domains()];
    Arrays.fill(uniform, 1.0 / uniform.length);
    return evaluate(photo, uniform, gradient);
  }

  /**
   * Computes the losses and the gradient of their weighted sum.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1]
   * @param domainWeights K finite numbers; 1/K each gives the mean
   * @param gradient overwritten with the gradient of the weighted sum of the losses, as many
   *     elements as the photo
   * @return K unweighted losses (MSE against the reference, [-1,1] units)
   * @throws CdmaaException if the weights differ from 1/K and a given gradient graph has no weights
   */
  public double[] evaluate(FloatTensor photo, double[] domainWeights, FloatTensor gradient) {
    require(Gradients.WEIGHTED);
    if (domainWeights.length != passes.domains()) {
      throw new IllegalArgumentException(
          domainWeights.length + " weights for the " + passes.domains() + " domains of " + this);
    }
    tensors.weigh(domainWeights);
    requireWeighable(domainWeights);
    run(photo, gradient);
    return tensors.losses();
  }

  /**
   * Computes the losses and the gradient of each.
   *
   * <p>This takes one pass over all domains in which the rows share nothing. A given gradient graph
   * for several rows only computes sums, so it runs once per domain.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1]
   * @param rows [K, C h w], overwritten: row k becomes the gradient of loss k
   * @return K losses (MSE against the reference, [-1,1] units)
   * @throws CdmaaException if a given gradient graph for several domains has no weights
   */
  public double[] evaluateEach(FloatTensor photo, FloatTensor rows) {
    require(Gradients.PER_DOMAIN);
    long[] dims = photo.shape();
    if (!input.isRowByRow() && generator.batch() > 1) {
      for (int k = 0; k < passes.domains(); k++) {
        double[] oneHot = new double[passes.domains()];
        oneHot[k] = 1;
        requireWeighable(oneHot);
        tensors.weigh(oneHot);
        input.bind(session, photo);
        pass(k / generator.batch(), rows.rows(k, 1).reshaped(PhotoInput.withRows(dims)));
      }
      return tensors.losses();
    }
    double[] ones = new double[passes.domains()];
    Arrays.fill(ones, 1);
    tensors.weigh(ones);
    input.bind(session, photo);
    int batch = generator.batch();
    for (int pass = 0; pass < passes.count(); pass++) {
      long[] target = PhotoInput.withRows(dims);
      target[0] = batch;
      pass(pass, rows.rows(passes.first(pass), batch).reshaped(target));
    }
    return tensors.losses();
  }

  /** Tells which part of a search is done, from 0 to 1; a search in bf16 begins in float32. */
  public void reached(double part) {
    session.reached(part);
  }

  private void require(Gradients wanted) {
    if (gradients != wanted) {
      throw new IllegalStateException("this session was opened for gradients " + gradients);
    }
  }

  /**
   * Returns whether {@link #evaluate(FloatTensor, double[], FloatTensor)} accepts any weights; a
   * given gradient graph may allow only 1/K.
   */
  public boolean weighsDomains() {
    return session.inputNames().contains(ObjectiveGraph.WEIGHTS);
  }

  private void requireWeighable(double[] domainWeights) {
    double uniform = 1.0 / domainWeights.length;
    if (!weighsDomains() && Arrays.stream(domainWeights).anyMatch(w -> w != uniform)) {
      throw new CdmaaException(
          ErrorReason.WEIGHTS_UNSUPPORTED,
          String.format(
              Locale.ROOT,
              "The gradient graph of %s only computes the gradient of the mean over its domains;"
                  + " give it an input '%s' [%d], or combine domains with uniform weights",
              generator.name(),
              ObjectiveGraph.WEIGHTS,
              domainWeights.length));
    }
  }

  /** Runs all passes and adds up the gradients of their rows, if there are any. */
  private void run(FloatTensor photo, FloatTensor gradient) {
    input.bind(session, photo);
    for (int pass = 0; pass < passes.count(); pass++) {
      FloatTensor target = pass == 0 || partial == null ? gradient : partial;
      pass(pass, target == null ? null : input.gradient(photo, target));
      if (pass > 0 && partial != null) {
        gradient.add(partial);
      }
    }
  }

  /** Runs one pass, with a gradient of the graph's shape. */
  private void pass(int pass, FloatTensor gradient) {
    if (gradient == null) {
      tensors.bind(session, pass);
    } else {
      tensors.bind(session, pass, weighsDomains(), gradient);
    }
    session.run();
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return generator.name() + Arrays.toString(tensors.fakes().shape());
  }
}
