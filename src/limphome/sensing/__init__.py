"""Raw bytes to frames: cameras, video files, picture folders, recordings."""
