package io.cdmaa.attack;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.UniformDomains;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The CDMAA objective of one photo: for each generator the mean over its domains of the group's
 * loss, by default the MSE between the fakes of the protected and of the unprotected photo (Qiu,
 * Du, Lu 2022). Its rows are generators, or domains if the group computes the gradient of each.
 * Gradient sessions write directly into the rows of the gradient matrix.
 */
public final class GroupObjective implements Objective {
  private final List<GeneratorSession> sessions;
  private final boolean perDomain;
  private final boolean withGradient;
  private final Queries queries;

  /** One per generator, empty for those whose graph computes the gradient. */
  private final List<Optional<QueryGradient>> estimates;

  /**
   * Computes the reference fakes.
   *
   * @param group generators with gradients, of their weighted sums or per domain; it must not
   *     switch to another shape while this objective is in use
   * @param crop the unprotected crop, [C,h,w] in [-1,1]
   */
  public GroupObjective(GeneratorGroup group, FloatTensor crop) {
    this(group, crop, SourceAttributes.UNKNOWN, Optional.empty());
  }

  /**
   * Computes the reference fakes.
   *
   * @param group as above
   * @param crop the unprotected crop, [C,h,w] in [-1,1]
   * @param face the known attributes of the face
   * @param mask for a weighted loss the weight of each pixel, [1,h,w], at least 0
   */
  public GroupObjective(
      GeneratorGroup group, FloatTensor crop, SourceAttributes face, Optional<FloatTensor> mask) {
    this(group, crop, face, mask, Queries.defaults(), 0);
  }

  /**
   * Computes the reference fakes.
   *
   * @param group as above
   * @param crop the unprotected crop, [C,h,w] in [-1,1]
   * @param face the known attributes of the face
   * @param mask for a weighted loss the weight of each pixel, [1,h,w], at least 0
   * @param queries how the gradients of query-only generators are estimated
   * @param seed the random seed of these estimates
   */
  public GroupObjective(
      GeneratorGroup group,
      FloatTensor crop,
      SourceAttributes face,
      Optional<FloatTensor> mask,
      Queries queries,
      long seed) {
    this.queries = queries;
    perDomain = group.gradients() == Gradients.PER_DOMAIN;
    withGradient = group.gradients() != Gradients.NONE;
    sessions = group.sessions(PhotoShape.of(crop), face);
    estimates = new ArrayList<>();
    for (GeneratorSession session : sessions) {
      session.anchor(crop, mask);
      if (session.generator().queryOnly()) {
        int domains = session.generator().domains().size();
        long own = seed + 0x9E3779B97F4A7C15L * estimates.size();
        QueryGradient estimate = new QueryGradient(session::evaluate, domains, queries, own);
        estimate.spend(domains);
        estimates.add(Optional.of(estimate));
      } else {
        estimates.add(Optional.empty());
      }
    }
  }

  @Override
  public List<String> generatorNames() {
    return sessions.stream().map(s -> s.generator().name()).toList();
  }

  @Override
  public int domains(int generator) {
    Generator g = sessions.get(generator).generator();
    return g.domains().size();
  }

  @Override
  public boolean weighsDomains(int generator) {
    return estimates.get(generator).isPresent() || sessions.get(generator).weighsDomains();
  }

  /** Returns the size of the generator that sees most. */
  @Override
  public PhotoShape seen(PhotoShape photo) {
    int height = 1;
    int width = 1;
    for (GeneratorSession session : sessions) {
      PhotoShape own = session.generator().seen(photo);
      height = Math.max(height, own.height());
      width = Math.max(width, own.width());
    }
    return new PhotoShape(photo.channels(), height, width);
  }

  @Override
  public List<GradientRow> rows() {
    if (!perDomain) {
      return Objective.super.rows();
    }
    List<GradientRow> rows = new ArrayList<>();
    for (int j = 0; j < generators(); j++) {
      for (int k = 0; k < domains(j); k++) {
        rows.add(new GradientRow(j, k));
      }
    }
    return List.copyOf(rows);
  }

  @Override
  public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
    return perDomain
        ? evaluateEach(photo, gradients)
        : evaluate(photo, DomainWeights.planned(new UniformDomains(), 0, this), gradients);
  }

  @Override
  public Losses evaluate(FloatTensor photo, DomainWeights weights, GradientMatrix gradients) {
    double[][] losses = new double[sessions.size()][];
    for (int j = 0; j < losses.length; j++) {
      FloatTensor row = gradients.row(j).reshaped(photo.shape());
      double[] own = weights.of(j);
      losses[j] =
          estimates.get(j).isPresent()
              ? estimates.get(j).get().evaluate(photo, own, row)
              : sessions.get(j).evaluate(photo, own, row);
    }
    return new Losses(losses);
  }

  /** Queries query-only generators once per domain, without estimating a gradient. */
  @Override
  public Losses evaluate(FloatTensor photo) {
    double[][] losses = new double[sessions.size()][];
    for (int j = 0; j < losses.length; j++) {
      losses[j] = losses(j, photo);
    }
    return new Losses(losses);
  }

  /** Query-only generators do not: their queries are for the gradient. */
  @Override
  public boolean comparesPhotos(int generator) {
    return estimates.get(generator).isEmpty();
  }

  @Override
  public void reached(double part) {
    sessions.forEach(session -> session.reached(part));
  }

  /** Evaluates one generator only. */
  @Override
  public double loss(GradientRow row, FloatTensor photo) {
    double[] losses = losses(row.generator(), photo);
    return row.domain() == GradientRow.ALL_DOMAINS
        ? Arrays.stream(losses).average().orElseThrow()
        : losses[row.domain()];
  }

  private double[] losses(int j, FloatTensor photo) {
    return estimates.get(j).isPresent()
        ? estimates.get(j).get().losses(photo)
        : withGradient
            ? lossesBesideGradient(sessions.get(j), photo)
            : sessions.get(j).evaluate(photo);
  }

  private double[] lossesBesideGradient(GeneratorSession session, FloatTensor photo) {
    return perDomain
        ? session.evaluateEach(
            photo, FloatTensor.zeros(session.generator().domains().size(), photo.size()))
        : session.evaluate(photo, FloatTensor.zeros(photo.shape()));
  }

  /** Returns the queries to query-only generators so far. */
  public List<Queries.Count> queries() {
    List<Queries.Count> counts = new ArrayList<>();
    for (int j = 0; j < estimates.size(); j++) {
      String name = generatorNames().get(j);
      estimates
          .get(j)
          .ifPresent(e -> counts.add(new Queries.Count(name, e.used(), queries.budget())));
    }
    return List.copyOf(counts);
  }

  private Losses evaluateEach(FloatTensor photo, GradientMatrix gradients) {
    double[][] losses = new double[sessions.size()][];
    int first = 0;
    for (int j = 0; j < losses.length; j++) {
      FloatTensor rows = gradients.values().rows(first, domains(j));
      losses[j] =
          estimates.get(j).isPresent()
              ? estimates.get(j).get().evaluateEach(photo, rows)
              : sessions.get(j).evaluateEach(photo, rows);
      first += domains(j);
    }
    return new Losses(losses);
  }
}
