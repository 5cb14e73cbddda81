package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.Precision;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.optimize.ConvAlgorithms;
import io.cdmaa.optimize.HalfPrecision;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One generator at work on crops of one shape: fakes, losses and gradients. Not for use by several
 * threads at once.
 */
public final class GeneratorSession implements AutoCloseable {
  /** What a session can tell besides fakes. */
  public enum Gradients {
    /** Nothing: fakes only, at half the cost. */
    NONE,
    /** Losses, and the gradient of their weighted sum. */
    WEIGHTED,
    /** Losses, and the gradient of each. */
    PER_DOMAIN
  }

  private final Generator generator;
  private final BoundSession session;
  private final Gradients gradients;
  private final Loss loss;
  private final FloatTensor fakes;

  /** What the loss compares: the fakes themselves, or inner values. */
  private final FloatTensor compared;

  private final FloatTensor references;
  private final FloatTensor losses;
  private final FloatTensor weights;

  /** Those of the last pass, if it reaches back over rows that another one has counted. */
  private final FloatTensor lastWeights;

  private final FloatTensor partial;
  private final FloatTensor conditions;

  /** What each pixel counts; null if the loss has no map. */
  private final FloatTensor map;

  /** The photo once per row; null unless the graph wants it so. */
  private final FloatTensor photos;

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
    this(generator, photo, gradients, loss, open(generator, photo, factory, gradients, loss));
  }

  /**
   * Works with an open session, which it closes in the end.
   *
   * @param session runs the {@linkplain #open graph} for one photo
   */
  GeneratorSession(
      Generator generator, PhotoShape photo, Gradients gradients, Loss loss, BoundSession session) {
    this.session = session;
    this.generator = generator;
    this.gradients = gradients;
    this.loss = loss;
    long[] dims = ObjectiveGraph.fakesDims(generator);
    dims[0] = generator.domains().size();
    fakes = FloatTensor.zeros(dims);
    compared = loss instanceof Loss.Latent ? latent(generator) : fakes;
    references = FloatTensor.zeros(compared.shape());
    map = loss.hasMap() ? FloatTensor.zeros(dims[0], 1, dims[2], dims[3]) : null;
    losses = FloatTensor.zeros(dims[0]);
    weights = FloatTensor.zeros(dims[0]);
    lastWeights = FloatTensor.zeros(generator.batch());
    boolean sums = gradients == Gradients.WEIGHTED && passes() > 1;
    partial = sums ? FloatTensor.zeros(photo.dims()) : null;
    conditions = blankConditions(generator);
    source(SourceAttributes.UNKNOWN);
    photos =
        isRowByRow(generator, gradients)
            ? FloatTensor.zeros(generator.batch(), photo.channels(), photo.height(), photo.width())
            : null;
  }

  /**
   * Opens the graph for as many photos as the generator takes, derived or from the cache. Its key
   * there holds all that changes the graph: the generator's digest (files, ports, domains, rows of
   * a pass, kept inner tensor), the photo's shape, the loss, whether there is a gradient, for the
   * sum or row by row, its precision, and how algorithms are chosen.
   *
   * @throws CdmaaException if the generator cannot be differentiated, or not for this loss
   */
  static BoundSession open(
      Generator generator,
      PhotoShape photo,
      SessionFactory factory,
      Gradients gradients,
      Loss loss) {
    SessionFactory suited = gradients == Gradients.NONE ? factory.exact() : factory;
    // A gradient graph that the user brought is not ours to rewrite.
    boolean halved = suited.precision() == Precision.FP16 && generator.gradient().isEmpty();
    List<String> key =
        List.of(
            "objective",
            gradients.name(),
            generator.digest(),
            photo.toString(),
            loss.toString(),
            suited.usesCuda() ? "cuda" : "cpu",
            halved ? "fp16" : "fp32",
            ConvAlgorithms.key(suited));
    Supplier<byte[]> derived =
        () -> {
          Graph graph = graph(generator, photo, gradients, loss, ConvAlgorithms.suiting(suited));
          return GraphCodec.encode(halved ? HalfPrecision.apply(graph) : graph).toByteArray();
        };
    BoundSession session = suited.open(suited.cache().get(key, derived));
    return halved ? new LossScale(generator.name(), session) : session;
  }

  /**
   * The graph that a session runs, for as many photos as the generator takes. A gradient graph that
   * the user brought runs as it is.
   */
  static Graph graph(
      Generator generator,
      PhotoShape photo,
      Gradients gradients,
      Loss loss,
      ConvAlgorithms algorithms) {
    Graph graph;
    if (gradients == Gradients.NONE) {
      graph = ObjectiveGraph.forward(generator, photo, loss);
    } else if (isRowByRow(generator, gradients)) {
      graph = ObjectiveGraph.withGradientPerDomain(generator, photo, loss);
    } else {
      graph = ObjectiveGraph.withGradient(generator, photo, loss);
    }
    boolean given = gradients != Gradients.NONE && generator.gradient().isPresent();
    return given ? graph : algorithms.apply(graph);
  }

  /** Whether nothing is shared between the rows of a pass; a given graph tells sums only. */
  private static boolean isRowByRow(Generator generator, Gradients gradients) {
    return gradients == Gradients.PER_DOMAIN
        && generator.batch() > 1
        && generator.gradient().isEmpty();
  }

  /** A session that can tell losses and the gradient of their weighted sum. */
  public static GeneratorSession withGradient(
      Generator generator, PhotoShape photo, SessionFactory factory) {
    return new GeneratorSession(generator, photo, factory, Gradients.WEIGHTED);
  }

  /** A session that can only make fakes, at half the cost. */
  public static GeneratorSession forward(
      Generator generator, PhotoShape photo, SessionFactory factory) {
    return new GeneratorSession(generator, photo, factory, Gradients.NONE);
  }

  private static FloatTensor latent(Generator generator) {
    long[] dims = generator.latent().orElseThrow().type().dims();
    dims[0] = generator.domains().size();
    return FloatTensor.zeros(dims);
  }

  private static FloatTensor blankConditions(Generator generator) {
    if (generator.condition().isEmpty()) {
      return null;
    }
    long[] dims = generator.condition().get().type().dims();
    dims[0] = generator.domains().size();
    return FloatTensor.zeros(dims);
  }

  /**
   * Sets whose face later fakes are made of. The conditions are an input of the graph, so nothing
   * is built again; a reference has to be set anew.
   *
   * @param photo what is known of the face on the photo
   */
  public void source(SourceAttributes photo) {
    if (conditions == null) {
      return;
    }
    int row = 0;
    for (Domain domain : generator.domains(photo)) {
      conditions.rows(row++, 1).buffer().put(domain.condition());
    }
  }

  private int passes() {
    return (generator.domains().size() - 1) / generator.batch() + 1;
  }

  /**
   * The first row of a pass. The last one reaches back where the domains do not divide evenly: its
   * first rows are done once more.
   */
  private int first(int pass) {
    int batch = generator.batch();
    return Math.min(pass * batch, generator.domains().size() - batch);
  }

  /** The weights of a pass's rows; a sum counts none twice. */
  private FloatTensor weightsOf(int pass) {
    int batch = generator.batch();
    int again = pass * batch - first(pass);
    if (again == 0 || gradients == Gradients.PER_DOMAIN) {
      return weights.rows(first(pass), batch);
    }
    for (int row = again; row < batch; row++) {
      lastWeights.set(row, weights.get(first(pass) + row));
    }
    return lastWeights;
  }

  /** What this session can tell besides fakes. */
  public Gradients gradients() {
    return gradients;
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
    run(photo, gradients == Gradients.NONE ? null : FloatTensor.zeros(photo.shape()));
    return fakes.copy();
  }

  /**
   * Sets what later losses are measured against, from the unprotected photo.
   *
   * @param photo [C,h,w] in [-1,1], of the shape that the session was opened for
   * @param mask for a weighted loss [1,h,w], at least 0
   * @throws CdmaaException if the loss needs a mask and there is none, or it is black, or if the
   *     fakes contradict the range of the generator's output
   */
  public void anchor(FloatTensor photo, Optional<FloatTensor> mask) {
    FloatTensor own = fakes(photo);
    session.nextPhoto();
    RangeCheck.require(generator, photo, own);
    if (loss instanceof Loss.Input) {
      FloatTensor sized = LossMap.photo(photo, generator);
      for (int k = 0; k < losses.size(); k++) {
        references.rows(k, 1).copyFrom(sized);
      }
    } else {
      references.copyFrom(compared);
    }
    if (loss instanceof Loss.Masked masked) {
      map.copyFrom(LossMap.changed(own, LossMap.photo(photo, generator), masked.threshold()));
    } else if (loss instanceof Loss.Weighted) {
      FloatTensor weight =
          mask.orElseThrow(
              () -> new CdmaaException("The weighted loss needs a mask; give one with --mask"));
      map.copyFrom(LossMap.weighted(weight, generator));
    }
  }

  /**
   * Sets what later losses are measured against, for losses without a map.
   *
   * @param fakesOfOriginal as {@link #fakes} gave them for the unprotected photo
   */
  public void reference(FloatTensor fakesOfOriginal) {
    references.copyFrom(fakesOfOriginal);
    session.nextPhoto();
  }

  /**
   * The losses at a photo, from its fakes: for a session without gradients.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1]
   * @return K losses
   */
  public double[] evaluate(FloatTensor photo) {
    require(Gradients.NONE);
    run(photo, null);
    double[] values = new double[losses.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = loss(k);
    }
    return values;
  }

  private double loss(int k) {
    FloatTensor now = compared.rows(k, 1);
    FloatTensor then = references.rows(k, 1);
    FloatTensor weight = map == null ? null : map.rows(k, 1);
    double sum = 0;
    for (int i = 0; i < now.size(); i++) {
      double difference = (double) now.get(i) - then.get(i);
      sum += difference * difference * (weight == null ? 1 : weight.get(i % weight.size()));
    }
    return sum / (weight == null ? now.size() : 3);
  }

  /**
   * Losses and gradient at a photo, all domains counting alike.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1]
   * @param gradient overwritten with the gradient of the mean loss over the domains, as many
   *     elements as the photo
   * @return K losses (MSE against the reference, [-1,1] units)
   */
  public double[] evaluate(FloatTensor photo, FloatTensor gradient) {
    double[] uniform = new double[losses.size()];
    Arrays.fill(uniform, 1.0 / uniform.length);
    return evaluate(photo, uniform, gradient);
  }

  /**
   * Losses and gradient at a photo.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1]
   * @param domainWeights K finite numbers; 1/K each is the mean
   * @param gradient overwritten with the gradient of the weighted sum of the losses, as many
   *     elements as the photo
   * @return K losses (MSE against the reference, [-1,1] units), not weighted
   * @throws CdmaaException if the weights differ from 1/K and a given gradient graph takes none
   */
  public double[] evaluate(FloatTensor photo, double[] domainWeights, FloatTensor gradient) {
    require(Gradients.WEIGHTED);
    if (domainWeights.length != losses.size()) {
      throw new IllegalArgumentException(
          domainWeights.length + " weights for the " + losses.size() + " domains of " + this);
    }
    fill(domainWeights);
    requireWeighable(domainWeights);
    run(photo, gradient);
    return perDomain();
  }

  /**
   * Losses and the gradient of each at a photo.
   *
   * <p>One pass over all domains in which nothing is shared; a given gradient graph for several
   * rows tells only sums and is run once per domain.
   *
   * @param photo [C,h,w] or [1,C,h,w] in [-1,1]
   * @param rows [K, C h w], overwritten: row k becomes the gradient of loss k
   * @return K losses (MSE against the reference, [-1,1] units)
   * @throws CdmaaException if a given gradient graph for several domains takes no weights
   */
  public double[] evaluateEach(FloatTensor photo, FloatTensor rows) {
    require(Gradients.PER_DOMAIN);
    long[] dims = photo.shape();
    if (photos == null && generator.batch() > 1) {
      for (int k = 0; k < losses.size(); k++) {
        double[] oneHot = new double[losses.size()];
        oneHot[k] = 1;
        requireWeighable(oneHot);
        fill(oneHot);
        bindPhoto(photo);
        pass(k / generator.batch(), rows.rows(k, 1).reshaped(shape4(dims)));
      }
      return perDomain();
    }
    double[] ones = new double[losses.size()];
    Arrays.fill(ones, 1);
    fill(ones);
    bindPhoto(photo);
    int batch = generator.batch();
    for (int pass = 0; pass < passes(); pass++) {
      long[] target = shape4(dims);
      target[0] = batch;
      pass(pass, rows.rows(first(pass), batch).reshaped(target));
    }
    return perDomain();
  }

  private void require(Gradients wanted) {
    if (gradients != wanted) {
      throw new IllegalStateException("this session was opened for gradients " + gradients);
    }
  }

  /**
   * Whether {@link #evaluate(FloatTensor, double[], FloatTensor)} takes any weights; else 1/K only,
   * as a given gradient graph may tell no more.
   */
  public boolean weighsDomains() {
    return session.inputNames().contains(ObjectiveGraph.WEIGHTS);
  }

  private void requireWeighable(double[] domainWeights) {
    double uniform = 1.0 / domainWeights.length;
    if (!weighsDomains() && Arrays.stream(domainWeights).anyMatch(w -> w != uniform)) {
      throw new CdmaaException(
          "The gradient graph of "
              + generator.name()
              + " tells the gradient of the mean over its domains only; give it an input '"
              + ObjectiveGraph.WEIGHTS
              + "' ["
              + domainWeights.length
              + "] (cdmaa differentiate --weights), or combine domains with uniform weights");
    }
  }

  private void fill(double[] values) {
    for (int k = 0; k < values.length; k++) {
      weights.set(k, (float) values[k]);
    }
  }

  private double[] perDomain() {
    double[] values = new double[losses.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = losses.get(k);
    }
    return values;
  }

  private void bindPhoto(FloatTensor photo) {
    if (photos == null) {
      session.bindInput(ObjectiveGraph.PHOTO, photo.reshaped(shape4(photo.shape())));
    } else {
      for (int row = 0; row < generator.batch(); row++) {
        photos.rows(row, 1).copyFrom(photo);
      }
      session.bindInput(ObjectiveGraph.PHOTO, photos);
    }
  }

  /** All passes; the gradients of their rows add up in the one that is asked for. */
  private void run(FloatTensor photo, FloatTensor gradient) {
    bindPhoto(photo);
    for (int pass = 0; pass < passes(); pass++) {
      if (gradients == Gradients.NONE) {
        pass(pass, null);
      } else {
        FloatTensor target = pass == 0 || partial == null ? gradient : partial;
        pass(pass, photos == null ? target.reshaped(shape4(photo.shape())) : photos.copy());
        if (pass > 0 && partial != null) {
          accumulate(gradient);
        }
      }
    }
  }

  /** One run over the rows of a pass, into a gradient of the graph's shape. */
  private void pass(int pass, FloatTensor gradient) {
    int batch = generator.batch();
    int row = first(pass);
    session.bindOutput(ObjectiveGraph.FAKES, fakes.rows(row, batch));
    if (compared != fakes) {
      session.bindOutput(ObjectiveGraph.FEATURES, compared.rows(row, batch));
    }
    if (conditions != null) {
      session.bindInput(ObjectiveGraph.CONDITION, conditions.rows(row, batch));
    }
    if (gradient != null) {
      session.bindInput(ObjectiveGraph.REFERENCE, references.rows(row, batch));
      if (map != null) {
        session.bindInput(ObjectiveGraph.MAP, map.rows(row, batch));
      }
      if (weighsDomains()) {
        session.bindInput(ObjectiveGraph.WEIGHTS, weightsOf(pass));
      }
      session.bindOutput(ObjectiveGraph.LOSSES, losses.rows(row, batch));
      session.bindOutput(ObjectiveGraph.GRADIENT, gradient);
    }
    session.run();
  }

  private static long[] shape4(long[] dims) {
    return dims.length == 4 ? dims.clone() : new long[] {1, dims[0], dims[1], dims[2]};
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
