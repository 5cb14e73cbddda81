package io.cdmaa.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.io.Digest;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.TensorProto;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads ONNX files together with their external tensor files. */
public final class ModelFile {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFile.class);
  private static final long LARGEST = Integer.MAX_VALUE - 16L;

  private ModelFile() {}

  /**
   * The content of a file.
   *
   * @param graph its typed view
   * @param fileSha256 SHA-256 of the file itself
   * @param sha256 SHA-256 of the file together with its external tensors
   * @param files the versions of the file and its external tensor files when they were read
   */
  public record Content(
      Graph graph, String fileSha256, String sha256, Map<Path, FileVersion> files) {
    /** Copies the map. */
    public Content {
      files = Map.copyOf(files);
    }
  }

  /**
   * Returns the typed view of a file; see {@link #open}.
   *
   * @param path an {@code .onnx} file
   */
  public static Graph read(Path path) {
    return open(path).graph();
  }

  /**
   * Reads a file. The digests are those of the bytes from which the graph was built, even if the
   * file is replaced meanwhile.
   *
   * @param path an {@code .onnx} file
   * @throws CdmaaException if it cannot be read, is damaged, or refers to data outside its folder
   */
  public static Content open(Path path) {
    Map<Path, FileVersion> files = new HashMap<>();
    note(path, files);
    return guarded(path, () -> content(path, bytes(path), files));
  }

  /**
   * Reads a file that is already in memory.
   *
   * @param name the name in messages
   * @param bytes its content, not modified
   * @throws CdmaaException if it is damaged, or has external tensors
   */
  public static Content open(Path name, byte[] bytes) {
    return guarded(
        name,
        () -> {
          if (!dataFiles(name, CodedInputStream.newInstance(bytes)).isEmpty()) {
            throw new CdmaaException(
                ErrorReason.MODEL,
                "The model "
                    + name
                    + " stores tensors in other files, which is not possible for a model in"
                    + " memory; export it"
                    + " with all weights inside, or load it from its folder");
          }
          return content(name, bytes, new HashMap<>());
        });
  }

  private static Content content(Path path, byte[] bytes, Map<Path, FileVersion> files)
      throws IOException {
    ModelProto raw = parse(path, bytes);
    Set<Path> dataFiles = dataFiles(path, CodedInputStream.newInstance(bytes));
    dataFiles.forEach(file -> note(file, files));
    ModelProto model = embed(raw, path.toAbsolutePath().getParent());
    MessageDigest digest = Digest.sha256();
    digest.update(bytes);
    String own = Digest.hex(digest);
    return new Content(
        GraphCodec.decode(model.getFunctionsCount() == 0 ? model : FunctionInliner.inlined(model)),
        own,
        dataFiles.isEmpty() ? own : withTensors(own, raw, model),
        files);
  }

  /** A read operation that may fail. */
  @FunctionalInterface
  private interface Reading {
    Content read() throws IOException;
  }

  private static Content guarded(Path path, Reading reading) {
    try {
      return reading.read();
    } catch (InvalidProtocolBufferException e) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          path,
          "The model "
              + path
              + " is not an ONNX file or is truncated; name an ONNX file or a manifest, or export or"
              + " copy it again",
          e);
    } catch (IOException e) {
      throw Causes.unreadable("The model", path, e);
    } catch (CdmaaException e) {
      throw about(path, e);
    } catch (RuntimeException e) {
      throw new CdmaaException(
          ErrorReason.MODEL, path, "The model " + path + " is damaged; export it again", e);
    } catch (OutOfMemoryError e) {
      // As objects, millions of empty messages take fifty times their file's length.
      throw new CdmaaException(ErrorReason.MEMORY, path, tooLarge(path), e);
    }
  }

  /**
   * Returns a model's external tensor files in a stable order, existing or not; none if the model
   * cannot be read. Much faster than {@link #open}.
   *
   * @param path an {@code .onnx} file
   */
  public static Set<Path> dataFiles(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return dataFiles(path, CodedInputStream.newInstance(in));
    } catch (IOException e) {
      return Set.of();
    }
  }

  private static Set<Path> dataFiles(Path path, CodedInputStream model) throws IOException {
    Set<Path> files = new TreeSet<>();
    for (String location : DataFiles.locations(model)) {
      try {
        files.add(path.resolveSibling(Path.of(location).normalize()));
      } catch (InvalidPathException e) {
        LOG.debug(
            "{} is not a valid file name, which is reported when its tensor is read", location, e);
      }
    }
    return files;
  }

  /**
   * Returns an error of a model with its file named exactly once.
   *
   * @param path the model's file
   * @param error its fault
   */
  public static CdmaaException about(Path path, CdmaaException error) {
    if (error.file().isPresent()) {
      return error;
    }
    return error instanceof ModelException fault
        ? fault.of(path)
        : new CdmaaException(
            error.reason(), path, "The model " + path + ": " + error.getMessage(), error);
  }

  private static void note(Path file, Map<Path, FileVersion> into) {
    FileVersion.of(file).ifPresent(version -> into.put(file, version));
  }

  private static String tooLarge(Path path) {
    return "The model "
        + path
        + " takes more memory than Java has; give it more, e.g. JAVA_TOOL_OPTIONS=-Xmx16g";
  }

  private static byte[] bytes(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new CdmaaException(
          ErrorReason.MODEL, path, "The model " + path + " is a folder; name the ONNX file in it");
    }
    if (!Files.isRegularFile(path)) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          path,
          "The model " + path + " does not exist; check the path or name a folder with models");
    }
    if (Files.size(path) > LARGEST) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          path,
          "The model " + path + " is larger than 2 GiB; export it with external data");
    }
    if (Files.size(path) > Runtime.getRuntime().maxMemory()) {
      throw new CdmaaException(ErrorReason.MEMORY, path, tooLarge(path));
    }
    return Files.readAllBytes(path);
  }

  private static ModelProto parse(Path path, byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(ByteBuffer.wrap(bytes));
    in.enableAliasing(true);
    ModelProto model = ModelProto.parseFrom(in);
    if (model.getGraph().getNodeCount() == 0) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          path,
          "The model "
              + path
              + " has no operators, so it is not an ONNX generator; export it"
              + " again");
    }
    return model;
  }

  /** Returns the digest of a model's own digest and its external tensors. */
  private static String withTensors(String own, ModelProto raw, ModelProto embedded) {
    MessageDigest digest = Digest.sha256();
    digest.update(own.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < raw.getGraph().getInitializerCount(); i++) {
      if (isExternal(raw.getGraph().getInitializer(i))) {
        digest.update(embedded.getGraph().getInitializer(i).getRawData().asReadOnlyByteBuffer());
      }
    }
    return Digest.hex(digest);
  }

  /** Returns the model with external tensors embedded. */
  private static ModelProto embed(ModelProto model, Path folder) throws IOException {
    GraphProto graph = model.getGraph();
    if (graph.getInitializerList().stream().noneMatch(ModelFile::isExternal)) {
      return model;
    }
    GraphProto.Builder embedded = graph.toBuilder();
    ExternalData data = new ExternalData(folder);
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (isExternal(tensor)) {
        embedded.setInitializer(
            i,
            tensor.toBuilder()
                .clearExternalData()
                .clearDataLocation()
                .setRawData(data.read(tensor)));
      }
    }
    return model.toBuilder().setGraph(embedded).build();
  }

  private static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }
}
