package io.cdmaa.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.attack.GradientRow;
import io.cdmaa.attack.IterationReport;
import io.cdmaa.attack.Losses;
import io.cdmaa.io.Json;
import io.cdmaa.mgda.DomainsThenModels;
import io.cdmaa.mgda.UniformDomains;
import io.cdmaa.mgda.UniformModels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosticsTest {
  @TempDir Path folder;

  /** Gradients (3, 0) and (1, 1): the cosine is 1 / sqrt 2. */
  @Test
  void generatorsAsRowsAreToldAsTheyAre() {
    IterationReport report =
        new IterationReport(
            1,
            4,
            new Losses(new double[][] {{0.1, 0.3}, {0.5}}),
            List.of(GradientRow.mean(0), GradientRow.mean(1)),
            new UniformModels()
                .aggregate(4, new double[] {0.2, 0.5}, new double[][] {{9, 3}, {3, 2}}),
            0.01,
            new double[] {0.02, -0.01});

    JsonNode node = Json.reread(Diagnostics.of(report));

    assertThat(node.path("restart").asInt()).isEqualTo(1);
    assertThat(node.path("iteration").asInt()).isEqualTo(4);
    assertThat(node.path("losses").toString()).isEqualTo("[[0.1,0.3],[0.5]]");
    assertThat(node.path("weights").toString()).isEqualTo("[0.5,0.5]");
    assertThat(node.path("cosines").path(0).path(1).asDouble())
        .isEqualTo(Math.sqrt(0.5), within(1e-12));
    assertThat(node.path("opposed").toString()).isEqualTo("[false,true]");
    assertThat(node.path("opposedShare").asDouble()).isEqualTo(0.5);
    assertThat(node.has("domainCosines")).isFalse();
  }

  /**
   * Domains (1, 0) and (0, 1) of generator 0, (1, 1) of generator 1: the domains are at right
   * angles, their mean (0.5, 0.5) is parallel to generator 1.
   */
  @Test
  void domainsAsRowsAreToldByGeneratorAndByDomain() {
    double[][] gram = {{1, 0, 1}, {0, 1, 1}, {1, 1, 2}};
    IterationReport report =
        new IterationReport(
            0,
            0,
            new Losses(new double[][] {{0.1, 0.3}, {0.5}}),
            List.of(new GradientRow(0, 0), new GradientRow(0, 1), new GradientRow(1, 0)),
            new DomainsThenModels(List.of(0, 0, 1), new UniformDomains(), new UniformModels())
                .aggregate(0, new double[] {0.1, 0.3, 0.5}, gram),
            0.01,
            new double[] {0.02, -0.01, 0.03});

    JsonNode node = Json.reread(Diagnostics.of(report));

    assertThat(node.path("weights").toString()).isEqualTo("[0.5,0.5]");
    assertThat(node.path("domainWeights").toString()).isEqualTo("[[0.25,0.25],[0.5]]");
    assertThat(node.path("domainCosines").path(0).toString()).isEqualTo("[[1.0,0.0],[0.0,1.0]]");
    assertThat(node.path("domainCosines").path(1).path(0).path(0).asDouble())
        .isEqualTo(1, within(1e-12));
    assertThat(node.path("cosines").path(0).path(1).asDouble()).isEqualTo(1, within(1e-12));
    JsonNode gains = node.path("gains");
    assertThat(gains.path(0).asDouble()).isEqualTo(0.005, within(1e-12));
    assertThat(node.path("opposedShare").asDouble()).isZero();
  }
}
