"""What a drive leaves behind for people: one HTML file, or one picture."""
