package io.cdmaa.generator;

import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;

/** What a session reads and writes for all K domains of a photo, of which a pass sees some rows. */
final class SessionTensors {
  private final Generator generator;
  private final Gradients gradients;
  private final DomainPasses passes;
  private final FloatTensor fakes;
  private final FloatTensor compared;
  private final LossReference reference;
  private final FloatTensor losses;
  private final FloatTensor weights;

  /** Those of the last pass, if it reaches back over rows that another one has counted. */
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

  /** Sets the conditions to those of a face. */
  void source(SourceAttributes photo) {
    conditions.ifPresent(
        all -> {
          int row = 0;
          for (Domain domain : generator.domains(photo)) {
            all.rows(row++, 1).buffer().put(domain.condition());
          }
        });
  }

  /** The fakes, [K,3,H,W]. */
  FloatTensor fakes() {
    return fakes;
  }

  /** What the loss compares: the fakes themselves, or inner values. */
  FloatTensor compared() {
    return compared;
  }

  /** What it is compared with. */
  LossReference reference() {
    return reference;
  }

  /** Sets what each domain's loss counts in the gradient. */
  void weigh(double[] values) {
    for (int k = 0; k < values.length; k++) {
      weights.set(k, (float) values[k]);
    }
  }

  /** The losses of the last passes. */
  double[] losses() {
    double[] values = new double[losses.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = losses.get(k);
    }
    return values;
  }

  /** The losses of the last fakes, where the session tells none. */
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
   * @param gradient of the graph's shape
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

  /** The weights of a pass's rows; a sum counts none twice. */
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
