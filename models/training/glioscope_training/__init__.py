"""Training of the segmentation networks that Glioscope ships.

Conventions of the whole package
--------------------------------
* channels: ``t1, t1ce, t2, flair`` (in the product: t1n, t1c, t2w, t2f);
* labels: 0 background, 1 necrotic / non-enhancing core (NCR), 2 oedema (ED), 3 enhancing (ET);
* voxel axes: **LPS** as stored (first axis towards the patient's left, second towards posterior,
  third towards superior), spacing 1 mm;
* volumes are ``[channel, x, y, z]``, batches ``[n, channel, x, y, z]``.
"""

CHANNELS = ("t1", "t1ce", "t2", "flair")
LABELS = ("background", "NCR", "ED", "ET")
#: Regions of the BraTS challenge, as the sets of labels they unite.
REGIONS = {"NCR": (1,), "ED": (2,), "ET": (3,), "WT": (1, 2, 3), "TC": (1, 3)}
