"""Our reader of SDF worlds: text -> elements that know their line -> a MuJoCo specification."""
