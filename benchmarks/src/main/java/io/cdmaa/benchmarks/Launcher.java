package io.cdmaa.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs one benchmark by its short name and keeps its results with machine and date. Arguments: the
 * folder for results, the name, then JMH's own options.
 */
public final class Launcher {
  private static final Map<String, Class<?>> BENCHMARKS =
      Map.of(
          "mgda", MgdaBenchmark.class,
          "solver", SolverBenchmark.class,
          "gram", GramBenchmark.class,
          "update", UpdateBenchmark.class,
          "regularisation", RegularisationBenchmark.class,
          "iteration", IterationBenchmark.class,
          "architectures", ArchitectureBenchmark.class);

  private Launcher() {}

  /** Exits with 2 if there is no such benchmark, with 1 if one of its assertions fails. */
  public static void main(String[] args) throws Exception {
    Class<?> benchmark = args.length < 2 ? null : BENCHMARKS.get(args[1]);
    if (benchmark == null) {
      System.err.println(
          "benchmarks: name one of " + BENCHMARKS.keySet().stream().sorted().toList());
      System.exit(2);
    }
    Path folder = Files.createDirectories(Path.of(args[0]));
    ObjectNode kept = Machine.describe();
    Path raw = Files.createTempFile("jmh", ".json");
    String[] options = Arrays.copyOfRange(args, 2, args.length);
    new Runner(
            new OptionsBuilder()
                .parent(new CommandLineOptions(options))
                .include(benchmark.getName() + ".*")
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(raw.toString())
                .build())
        .run();
    ObjectMapper mapper = new ObjectMapper();
    kept.set("results", mapper.readTree(raw.toFile()));
    Files.delete(raw);
    Path file = folder.resolve(args[1] + "-" + kept.get("date").asText() + ".json");
    mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), kept);
    System.out.println("Results: " + file);
  }
}
