package io.cdmaa.cli;

import io.cdmaa.experiment.CosineMaps;
import io.cdmaa.experiment.DiagnosticsPlot;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.protection.OutputKind;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plots the diagnostics that {@code protect --diagnostics} wrote. */
@Command(
    name = "plot",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Draws the diagnostics of one photo, as protect --diagnostics writes them: loss, weight and"
          + " predicted gain of each generator and the cosines between them, over the iterations.",
      "With --cosines it draws the cosines' means over all iterations as heat maps: between the"
          + " generators and, if protect ran with --domain-cosines, between the domains of each."
    })
final class PlotCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "Diagnostics (JSON Lines).")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PNG",
      required = true,
      description = "The PNG to write.")
  private Path output;

  @Option(
      names = "--photo",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "Part of the name of the photo to plot. Default: the first in the file; with --cosines,"
              + " all photos.")
  private String photo;

  @Option(
      names = "--cosines",
      description = "Draw heat maps of the mean cosines between gradients instead.")
  private boolean cosines;

  @Mixin private ForceOption force;
  @Mixin private OutputOptions print;

  PlotCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    Fonts.require();
    force.guard(List.of(file)).claim(output, OutputKind.PICTURE);
    if (cosines) {
      AtomicFile.write(output, CosineMaps.read(file, photo)::writePng);
    } else {
      AtomicFile.write(output, DiagnosticsPlot.read(file, photo)::writePng);
    }
    if (print.human()) {
      console.out().printf("%s%n", output);
    }
    return 0;
  }
}
