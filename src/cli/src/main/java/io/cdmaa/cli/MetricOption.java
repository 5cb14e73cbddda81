package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.evaluation.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option for measures of the fakes beside L. */
final class MetricOption {
  @Option(
      names = "--metric",
      paramLabel = "M",
      description =
          "Also measure how much the fakes differ by: gmsd (structural distortion, without a"
              + " model), lpips=FILE, identity=FILE (1 - cosine of face embeddings) or fid=FILE"
              + " (over all photos), with ONNX models of RGB images in [-1, 1]; may be repeated.")
  private List<String> texts = new ArrayList<>();

  /**
   * Returns the metrics.
   *
   * @throws ParameterException if one is unknown, lacks its model or is given twice
   */
  List<Metric> metrics(CommandSpec spec) {
    try {
      return Metric.parseAll(texts, Path::of);
    } catch (CdmaaException e) {
      throw new ParameterException(spec.commandLine(), "--metric: " + e.getMessage(), e);
    }
  }
}
