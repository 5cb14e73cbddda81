package io.cdmaa.generator;

import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;

/**
 * The inputs and outputs of a session for all K domains of a photo; a pass uses some of their rows.
 */
final class SessionTensors {
  private final Generator generator;
  private final Gradients gradients;
  private final DomainPasses passes;
  private final FloatTensor fakes;
  private final FloatTensor compared;
  private final LossReference reference;
  private final FloatTensor losses;
  private final FloatTensor weights;

  /** The weights of the last pass, if it repeats rows of an earlier pass. */
  private final FloatTensor lastWeights;

  private final Optional<FloatTensor> conditions;

  SessionTensors(Generator generator, Gradients gradients, Loss loss) {
    this.generator = generator;
    this.gradients = gradients;
    passes = DomainPasses.of(generator);
    long[] dims = perDomain(ObjectiveGraph.fakesDims(generator));
    fakes = FloatTensor.zeros(dims);
    compared =
        loss instanceof Loss.Latent
            ? FloatTensor.zeros(perDomain(generator.latent().orElseThrow().type().dims()))
            : fakes;
    reference = new LossReference(generator, loss, compared.shape(), dims);
    losses = FloatTensor.zeros(dims[0]);
    weights = FloatTensor.zeros(dims[0]);
    lastWeights = FloatTensor.zeros(generator.batch());
    conditions = generator.condition().map(c -> FloatTensor.zeros(perDomain(c.type().dims())));
    source(SourceAttributes.UNKNOWN);
  }

  private long[] perDomain(long[] dims) {
    long[] all = dims.clone();
    all[0] = generator.domains().size();
    return all;
  }

  /** Sets the conditions for a face. */
  void source(SourceAttributes photo) {
    conditions.ifPresent(
        all -> {
          int row = 0;
          for (Domain domain : generator.domains(photo)) {
            all.rows(row++, 1).buffer().put(domain.condition());
          }
        });
  }

  /** Returns the fakes, [K,3,H,W]. */
  FloatTensor fakes() {
    return fakes;
  }

  /** Returns what the loss compares: the fakes themselves, or an inner tensor. */
  FloatTensor compared() {
    return compared;
  }

  /** Returns what it is compared with. */
  LossReference reference() {
    return reference;
  }

  /** Sets the weight of each domain's loss in the gradient. */
  void weigh(double[] values) {
    for (int k = 0; k < values.length; k++) {
      weights.set(k, (float) values[k]);
    }
  }

  /** Returns the losses of the last passes. */
  double[] losses() {
    double[] values = new double[losses.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = losses.get(k);
    }
    return values;
  }

  /** Returns the losses of the last fakes, for a session that does not compute any. */
  double[] measured() {
    double[] values = new double[losses.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = reference.loss(k, compared);
    }
    return values;
  }

  /** Binds the rows of a pass for fakes alone. */
  void bind(BoundSession session, int pass) {
    int batch = generator.batch();
    int row = passes.first(pass);
    session.bindOutput(ObjectiveGraph.FAKES, fakes.rows(row, batch));
    if (compared != fakes) {
      session.bindOutput(ObjectiveGraph.FEATURES, compared.rows(row, batch));
    }
    conditions.ifPresent(all -> session.bindInput(ObjectiveGraph.CONDITION, all.rows(row, batch)));
  }

  /**
   * Binds the rows of a pass for losses and a gradient.
   *
   * @param weighted whether the session reads weights
   * @param gradient in the shape of the graph's output
   */
  void bind(BoundSession session, int pass, boolean weighted, FloatTensor gradient) {
    bind(session, pass);
    int batch = generator.batch();
    int row = passes.first(pass);
    session.bindInput(ObjectiveGraph.REFERENCE, reference.values().rows(row, batch));
    reference.map().ifPresent(m -> session.bindInput(ObjectiveGraph.MAP, m.rows(row, batch)));
    if (weighted) {
      session.bindInput(ObjectiveGraph.WEIGHTS, weightsOf(pass));
    }
    session.bindOutput(ObjectiveGraph.LOSSES, losses.rows(row, batch));
    session.bindOutput(ObjectiveGraph.GRADIENT, gradient);
  }

  /**
   * Returns the weights for a pass; repeated rows have weight 0 in a sum, so that none counts
   * twice.
   */
  private FloatTensor weightsOf(int pass) {
    int batch = generator.batch();
    int again = passes.again(pass);
    if (again == 0 || gradients == Gradients.PER_DOMAIN) {
      return weights.rows(passes.first(pass), batch);
    }
    for (int row = again; row < batch; row++) {
      lastWeights.set(row, weights.get(passes.first(pass) + row));
    }
    return lastWeights;
  }
}
