package io.cdmaa.evaluation;

/** A measure of how much two fakes differ, beside L and masked L. */
public enum MetricKind {
  /** Gradient magnitude similarity deviation (Xue et al. 2014). */
  GMSD("gmsd", false, "structural distortion: deviation of the edges' similarity, without a model"),
  /** Learned perceptual distance (Zhang et al. 2018). */
  LPIPS("lpips", true, "perceptual distance: the output of a model of two images"),
  /** Cosine distance of face embeddings (Deng et al. 2019). */
  IDENTITY("identity", true, "1 - cosine of the face embeddings of a model of one image"),
  /** Fr&eacute;chet distance of features (Heusel et al. 2017), over all photos. */
  FID("fid", true, "Frechet distance, over all photos, of the features of a model of one image");

  private final String label;
  private final boolean model;
  private final String description;

  MetricKind(String label, boolean model, String description) {
    this.label = label;
    this.model = model;
    this.description = description;
  }

  /** Returns the name in options, files and tables. */
  public String label() {
    return label;
  }

  /** Returns whether it needs a model that the user names. */
  public boolean needsModel() {
    return model;
  }

  /** Returns what it measures. */
  public String description() {
    return description;
  }
}
