package io.cdmaa.attack;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.UniformDomains;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Generators that are linear maps: G_jk(x) = A_jk . (x - photo), so that L_jk = (A_jk . delta)^2
 * and its gradient is 2 (A_jk . delta) A_jk. Small enough to follow on paper.
 */
final class ToyObjective implements Objective {
  private final double[][][] maps;
  private final FloatTensor photo;
  private boolean perDomain;
  int gradientCalls;
  int lossCalls;

  /** maps[j][k] is A_jk, one factor per pixel. */
  ToyObjective(FloatTensor photo, double[][]... maps) {
    this.photo = photo.copy();
    this.maps = maps;
  }

  @Override
  public List<String> generatorNames() {
    return IntStream.range(0, maps.length).mapToObj(j -> "toy" + j).toList();
  }

  @Override
  public int domains(int generator) {
    return maps[generator].length;
  }

  @Override
  public boolean weighsDomains(int generator) {
    return true;
  }

  /** With one row per domain instead of one per generator. */
  ToyObjective perDomain() {
    perDomain = true;
    return this;
  }

  @Override
  public List<GradientRow> rows() {
    return perDomain
        ? IntStream.range(0, maps.length)
            .boxed()
            .flatMap(j -> IntStream.range(0, maps[j].length).mapToObj(k -> new GradientRow(j, k)))
            .toList()
        : Objective.super.rows();
  }

  @Override
  public Losses evaluate(FloatTensor x, GradientMatrix gradients) {
    if (!perDomain) {
      return evaluate(x, DomainWeights.planned(new UniformDomains(), 0, this), gradients);
    }
    gradientCalls++;
    int row = 0;
    for (double[][] generator : maps) {
      for (double[] map : generator) {
        for (int d = 0; d < x.size(); d++) {
          gradients.row(row).set(d, (float) (2 * output(map, x) * map[d]));
        }
        row++;
      }
    }
    return losses(x);
  }

  @Override
  public Losses evaluate(FloatTensor x, DomainWeights weights, GradientMatrix gradients) {
    gradientCalls++;
    for (int j = 0; j < maps.length; j++) {
      for (int d = 0; d < x.size(); d++) {
        double sum = 0;
        for (int k = 0; k < maps[j].length; k++) {
          sum += 2 * output(maps[j][k], x) * maps[j][k][d] * weights.of(j)[k];
        }
        gradients.row(j).set(d, (float) sum);
      }
    }
    return losses(x);
  }

  @Override
  public Losses evaluate(FloatTensor x) {
    lossCalls++;
    return losses(x);
  }

  private Losses losses(FloatTensor x) {
    double[][] perDomain = new double[maps.length][];
    for (int j = 0; j < maps.length; j++) {
      perDomain[j] = new double[maps[j].length];
      for (int k = 0; k < maps[j].length; k++) {
        double output = output(maps[j][k], x);
        perDomain[j][k] = output * output;
      }
    }
    return new Losses(perDomain);
  }

  private double output(double[] map, FloatTensor x) {
    double sum = 0;
    for (int d = 0; d < map.length; d++) {
      sum += map[d] * ((double) x.get(d) - photo.get(d));
    }
    return sum;
  }
}
