package io.cdmaa.spark;

import io.cdmaa.FileProtector;
import io.cdmaa.PhotoProtectorBuilder;
import io.cdmaa.cli.ProtectorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.spark.SparkFiles;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/**
 * What protects photos in one process: opened by its first task and kept, since sessions take
 * seconds to open. Closed by the end of the process.
 */
final class ExecutorProtector {
  /** The protectors of this process. */
  private static final class Opened {
    private static final Opened HERE = new Opened();

    private final Map<PhotoWork.Settings, ExecutorProtector> bySettings = new HashMap<>();

    synchronized ExecutorProtector get(PhotoWork.Settings settings) throws IOException {
      ExecutorProtector open = bySettings.get(settings);
      if (open == null) {
        open = new ExecutorProtector(settings);
        bySettings.put(settings, open);
      }
      return open;
    }
  }

  /** The command line of an executor: the options of a protector and nothing else. */
  @CommandLine.Command(name = "executor")
  private static final class Arguments {
    @Mixin private ProtectorOptions options;
  }

  private final FileProtector files;
  private final ProtectorOptions.Faces faces;
  private final ReadWriteLock sharing = new ReentrantReadWriteLock(true);

  private ExecutorProtector(PhotoWork.Settings settings) {
    Arguments arguments = new Arguments();
    CommandLine line = ProtectorOptions.commandLine(arguments);
    Path unpacked = Path.of(SparkFiles.get(ProtectRun.ARCHIVE)).toAbsolutePath();
    line.parseArgs(settings.shipment().commandLine(unpacked));
    ProtectorOptions options = arguments.options;
    int threads = options.threads(line.getCommandSpec());
    PhotoProtectorBuilder builder =
        options
            .builder(line.getCommandSpec(), sentence -> {})
            .lanes(settings.lanes())
            .threads(settings.lanes() * (threads == 0 ? settings.threads() : threads));
    files = FileProtector.of(builder, options.files(line.getCommandSpec()));
    faces = options.faces(line.getCommandSpec());
  }

  /** Returns the protector of this process with these settings. */
  static ExecutorProtector of(PhotoWork.Settings settings) throws IOException {
    return Opened.HERE.get(settings);
  }

  FileProtector files() {
    return files;
  }

  ProtectorOptions.Faces faces() {
    return faces;
  }

  /** Its read lock is held by photos that share this process, its write lock by one alone. */
  ReadWriteLock sharing() {
    return sharing;
  }
}
