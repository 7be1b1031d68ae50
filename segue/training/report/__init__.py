"""What a person looks at before promoting: ``report.html`` and its pictures."""
