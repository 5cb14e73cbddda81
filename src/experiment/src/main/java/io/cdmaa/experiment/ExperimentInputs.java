package io.cdmaa.experiment;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.attack.Protector;
import io.cdmaa.attack.WarmStart;
import io.cdmaa.evaluation.Metric;
import io.cdmaa.experiment.Experiment.PhotoChoice;
import io.cdmaa.generator.AttributeFile;
import io.cdmaa.generator.Labels;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelDigest;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PictureFile;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.io.Digest;
import io.cdmaa.io.FileNames;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.protection.CropChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that an experiment uses, each read and digested once.
 *
 * @param photos in the order of their names, without duplicates by content
 * @param manifests the generators' manifests, in order
 * @param generatorDigests one per manifest, over all files of the generator
 * @param metricDigests the metrics' labels with the digests of their models, empty without a model
 */
public record ExperimentInputs(
    List<PhotoFile> photos,
    List<Manifest> manifests,
    List<String> generatorDigests,
    Map<String, String> metricDigests) {
  private static final Logger LOG = LoggerFactory.getLogger(ExperimentInputs.class);

  /** Copies the lists. */
  public ExperimentInputs {
    photos = List.copyOf(photos);
    manifests = List.copyOf(manifests);
    generatorDigests = List.copyOf(generatorDigests);
    metricDigests = Collections.unmodifiableMap(new TreeMap<>(metricDigests));
  }

  /** Creates the inputs of an experiment without metrics. */
  ExperimentInputs(
      List<PhotoFile> photos, List<Manifest> manifests, List<String> generatorDigests) {
    this(photos, manifests, generatorDigests, Map.of());
  }

  /**
   * Reads all files of an experiment, so that missing or damaged ones are found before any work is
   * done.
   *
   * @throws CdmaaException naming the first invalid file and the problem
   */
  public static ExperimentInputs of(Experiment experiment) {
    List<Manifest> manifests = ModelLocator.find(experiment.generators());
    List<String> digests = manifests.stream().map(ModelDigest::of).toList();
    Optional<AttributeFile> labels = experiment.photos().labels().map(AttributeFile::read);
    Optional<List<Path>> masks = experiment.photos().masks().map(ExperimentInputs::in);
    Map<String, PhotoFile> photos = new LinkedHashMap<>();
    for (Path path : paths(experiment.photos())) {
      SourceAttributes face = labels.map(l -> l.of(path)).orElse(SourceAttributes.UNKNOWN);
      PhotoFile photo = photo(path, experiment.crop(), used(face, manifests), masks);
      PhotoFile twin = photos.putIfAbsent(photo.sha256(), photo);
      if (twin != null) {
        LOG.warn("{} is identical to {} and is used once.", path, twin.path());
      }
    }
    return new ExperimentInputs(
        List.copyOf(photos.values()), manifests, digests, digests(experiment.metrics()));
  }

  private static Map<String, String> digests(List<Metric> metrics) {
    Map<String, String> digests = new TreeMap<>();
    for (Metric metric : metrics) {
      digests.put(metric.kind().label(), metric.model().map(ExperimentInputs::digest).orElse(""));
    }
    return digests;
  }

  /** Returns the digest of a model and of the files with its external data. */
  private static String digest(Path model) {
    List<String> files = new ArrayList<>(List.of(Digest.of(model)));
    ModelFile.dataFiles(model).stream().sorted().map(Digest::of).forEach(files::add);
    return Digest.ofTexts(files);
  }

  /** Returns only those attributes that the conditions of some generator depend on. */
  private static SourceAttributes used(SourceAttributes face, List<Manifest> manifests) {
    Map<String, Boolean> values = new TreeMap<>();
    for (Manifest manifest : manifests) {
      for (String name : manifest.labels().map(Labels::attributes).orElse(List.of())) {
        face.get(name).ifPresent(has -> values.put(name, has));
      }
    }
    return new SourceAttributes(values);
  }

  private static PhotoFile photo(
      Path path, String crop, SourceAttributes face, Optional<List<Path>> masks) {
    Photo photo = new PhotoReader(ReadLimits.DEFAULT).read(path);
    Crop seen;
    try {
      seen = new CropChoice(crop).in(photo).crops().get(0);
    } catch (CdmaaException e) {
      throw about(path, e);
    }
    PhotoShape shape = new PhotoShape(photo.channels(), seen.height(), seen.width());
    Optional<PhotoFile.Mask> mask = masks.map(files -> mask(path, photo, files));
    return new PhotoFile(path, Digest.of(path), shape, face, mask);
  }

  /** Returns the mask with the photo's name, in any format. */
  private static PhotoFile.Mask mask(Path path, Photo photo, List<Path> masks) {
    Path file =
        masks.stream()
            .filter(m -> FileNames.stem(m).equals(FileNames.stem(path)))
            .findFirst()
            .orElseThrow(
                () ->
                    new CdmaaException(
                        ErrorReason.EXPERIMENT,
                        path
                            + " has no mask; add the image "
                            + FileNames.stem(path)
                            + ".png to the folder of 'masks'"));
    Photo weights = new PhotoReader(ReadLimits.DEFAULT).read(file);
    try {
      Protector.requireFit(weights, photo);
    } catch (CdmaaException e) {
      throw about(file, e);
    }
    return new PhotoFile.Mask(file, Digest.of(file));
  }

  private static CdmaaException about(Path file, CdmaaException e) {
    return new CdmaaException(e.reason(), file, file + ": " + e.getMessage(), e);
  }

  private static List<Path> paths(PhotoChoice choice) {
    List<Path> found = new ArrayList<>();
    for (Path path : choice.paths()) {
      found.addAll(Files.isDirectory(path) ? in(path) : List.of(path));
    }
    List<Path> chosen =
        found.stream()
            .distinct()
            .sorted(Comparator.comparing(path -> path.getFileName().toString()))
            .filter(path -> path.getFileName().toString().compareTo(choice.from()) >= 0)
            .limit(choice.limit() == 0 ? Long.MAX_VALUE : choice.limit())
            .toList();
    if (chosen.isEmpty()) {
      throw new CdmaaException(
          ErrorReason.EXPERIMENT,
          "There is no photo (jpg, png, bmp, tif or webp) in "
              + choice.paths()
              + (choice.from().isEmpty() ? "" : " from '" + choice.from() + "' on")
              + "; correct 'photos' in the experiment file");
    }
    return chosen;
  }

  private static List<Path> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).filter(ExperimentInputs::isPhoto).toList();
    } catch (IOException e) {
      throw Causes.unreadable("The folder", folder, e);
    }
  }

  private static boolean isPhoto(Path file) {
    return !file.getFileName().toString().startsWith(".") && PictureFile.isNamedAsPhoto(file);
  }

  /** Returns the trials of an experiment, photo by photo, so that all settings advance together. */
  public List<Trial> trials(Experiment experiment) {
    List<Trial> trials = new ArrayList<>();
    for (PhotoFile photo : photos) {
      for (Setting setting : experiment.settings()) {
        trials.add(Trial.of(experiment, this, setting, photo));
      }
    }
    return trials;
  }

  /**
   * Checks that a warm start was learnt against each of the generators.
   *
   * @throws CdmaaException naming a generator for which that is not so
   */
  void requireStart(WarmStart start) {
    for (int j = 0; j < manifests.size(); j++) {
      start.requireCovers(manifests.get(j).onnx().toString(), generatorDigests.get(j));
    }
  }

  /** Returns the photos shown in the grids of fakes. */
  List<PhotoFile> shown(Experiment experiment) {
    return photos.subList(0, Math.min(experiment.figures(), photos.size()));
  }
}
